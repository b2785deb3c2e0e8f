-- Addresses that were queued before. :urls is a JSON array.
SELECT url
FROM backfill
WHERE outlet = :outlet AND url IN (SELECT value FROM json_each(:urls))
