INSERT INTO entry (feed, key, article_id, content_hash, seen_at)
VALUES (:feed, :key, :article_id, :content_hash, :seen_at)
ON CONFLICT (feed, key) DO UPDATE
SET article_id = excluded.article_id, content_hash = excluded.content_hash, seen_at = excluded.seen_at
