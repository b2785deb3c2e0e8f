-- The days of some articles.
-- $articles BIGINT[]
-- day
SELECT DISTINCT day
FROM article
WHERE article_id IN (SELECT unnest($articles::BIGINT[]))
ORDER BY day;
