-- Entries not seen since :before that the feed's last document did not have. Those of a document that has not
-- changed since stay, however long ago it was read.
DELETE FROM entry
WHERE seen_at < :before
  AND seen_at < (SELECT f.last_fetched_at FROM feed AS f WHERE f.feed = entry.feed)
