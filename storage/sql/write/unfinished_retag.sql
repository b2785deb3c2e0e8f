-- How far the retag with these names came: last_day, last_article_id, articles, changed. No row: not begun.
SELECT last_day, last_article_id, articles, changed
FROM retag
WHERE version = $version AND finished_at IS NULL;
