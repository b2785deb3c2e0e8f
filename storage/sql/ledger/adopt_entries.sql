-- :adopted is a JSON array of feeds.
INSERT OR REPLACE INTO main.entry (feed, key, article_id, content_hash, seen_at)
SELECT feed, key, article_id, content_hash, seen_at
FROM other.entry
WHERE feed IN (SELECT value FROM json_each(:adopted))
