-- Entries of a feed, collected, that have one of the titles. :titles is a JSON array.
SELECT key, article_id, content_hash, seen_at, title, guid, dated, edits
FROM entry
WHERE feed = :feed AND article_id IS NOT NULL AND title IN (SELECT value FROM json_each(:titles))
