-- Entries, of any feed, that an article was made of. :keys is a JSON array.
SELECT key, min(article_id) AS article_id
FROM entry
WHERE article_id IS NOT NULL AND key IN (SELECT value FROM json_each(:keys))
GROUP BY key
