-- Entries of a feed, collected, that have one of the dates. :dates is a JSON array.
SELECT key, article_id, content_hash, seen_at, title, guid, dated, edits
FROM entry
WHERE feed = :feed AND dated <> '' AND article_id IS NOT NULL
  AND dated IN (SELECT value FROM json_each(:dates))
