-- The feed, then the fields of a KnownEntry in their order.
INSERT INTO entry (feed, key, article_id, content_hash, seen_at, title, guid, dated, edits)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (feed, key) DO UPDATE
SET article_id = excluded.article_id, content_hash = excluded.content_hash, seen_at = excluded.seen_at,
    title = excluded.title, guid = excluded.guid, dated = excluded.dated, edits = excluded.edits
