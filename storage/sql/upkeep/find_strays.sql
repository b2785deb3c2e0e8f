-- Mentions that audit/strays.sql counts.
-- $since DATE inclusive, $until DATE exclusive
CREATE OR REPLACE TEMP TABLE stray AS
SELECT m.rowid AS row, m.*
FROM (SELECT rowid, * FROM mention WHERE day >= $since AND day < $until) AS m
ANTI JOIN (FROM article WHERE day >= $since AND day < $until) AS a
    ON a.article_id = m.article_id AND a.day = m.day AND a.outlet_id = m.outlet_id AND a.lang = m.lang;
