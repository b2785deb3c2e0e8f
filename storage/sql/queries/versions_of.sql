-- Earlier versions of one article, the first on top; the newest is the article itself.
-- $article BIGINT
-- revision, title, body, replaced_at
SELECT revision, title, body, replaced_at
FROM article_version
WHERE article_id = $article
ORDER BY revision;
