-- :keys is a JSON array.
SELECT key, article_id, content_hash, seen_at, title, guid, dated, edits
FROM entry
WHERE feed = :feed AND key IN (SELECT value FROM json_each(:keys))
