-- What nights since $since TIMESTAMP found wrong, newest first: found_at, what, day, rows, mended
SELECT found_at, what, day, rows, mended
FROM upkeep_finding
WHERE found_at >= $since
ORDER BY found_at DESC, day DESC, what;
