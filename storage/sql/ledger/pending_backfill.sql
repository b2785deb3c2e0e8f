SELECT url, lastmod
FROM backfill
WHERE outlet = :outlet AND settled_at IS NULL
ORDER BY place
LIMIT :limit
