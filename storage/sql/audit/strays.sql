-- Mentions whose article is not there, or that contradict it in what they repeat of it: mentions, articles
-- $since DATE inclusive, $until DATE exclusive: days of the mentions
SELECT count(*) AS mentions, count(DISTINCT m.article_id) AS articles
FROM (FROM mention WHERE day >= $since AND day < $until) AS m
ANTI JOIN (FROM article WHERE day >= $since AND day < $until) AS a
    ON a.article_id = m.article_id AND a.day = m.day AND a.outlet_id = m.outlet_id AND a.lang = m.lang;
