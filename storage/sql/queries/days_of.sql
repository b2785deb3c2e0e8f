-- The days of some articles.
-- $articles BIGINT[]
-- article_id, day
SELECT article_id, day
FROM article
WHERE article_id IN (SELECT unnest($articles::BIGINT[]))
ORDER BY day;
