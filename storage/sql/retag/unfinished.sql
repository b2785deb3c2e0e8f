-- The retag that has not ended: version, last_day, last_article_id, articles. No row: there is none.
SELECT version, last_day, last_article_id, articles
FROM retag
WHERE finished_at IS NULL;
