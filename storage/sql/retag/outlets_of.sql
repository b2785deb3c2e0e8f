-- Names of the outlets of some articles: article_id, outlet
-- $ids BIGINT[]
SELECT a.article_id, o.name AS outlet
FROM article AS a
JOIN outlet AS o USING (outlet_id)
WHERE a.article_id IN (SELECT unnest($ids));
