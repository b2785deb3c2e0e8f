-- First and last day of the articles of some stories; null when none has more than one article.
-- $stories BIGINT[]; $from DATE: none of them begins earlier
-- first_day, last_day
SELECT min(day) AS first_day, max(day) AS last_day
FROM story_article
WHERE day >= $from AND story_id IN (SELECT unnest($stories::BIGINT[]));
