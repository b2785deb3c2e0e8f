-- The day is joined too: mentions lie in the order of days, so most of the table is never read.
INSERT INTO mention_change
SELECT -1, m.*
FROM mention AS m
SEMI JOIN edited AS e ON e.day_before = m.day AND e.article_id = m.article_id;
