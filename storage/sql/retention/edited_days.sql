-- Days (UTC) on which later versions of articles came in whose text is gone: day
-- $since TIMESTAMP: no earlier ones
SELECT DISTINCT replaced_at::DATE AS day
FROM article_version
WHERE replaced_at >= $since AND article_id IN (SELECT article_id FROM article WHERE text_gone IS NOT NULL);
