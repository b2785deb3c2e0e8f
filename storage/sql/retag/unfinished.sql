-- The retag that has not ended: version, last_day, last_article_id, articles, total. No row: there is none.
SELECT version, last_day, last_article_id, articles, (SELECT count(*) FROM article WHERE text_gone IS NULL) AS total
FROM retag
WHERE finished_at IS NULL;
