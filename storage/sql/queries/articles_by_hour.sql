-- Articles of some days that had come in by a moment of each day; what was backfilled counts from its own time.
-- $days DATE[]; $until TIMESTAMP[], one for each day; $outlets SMALLINT[] and $langs VARCHAR[] (empty: all)
-- day, articles
WITH asked AS (SELECT unnest($days::DATE[]) AS day, unnest($until::TIMESTAMP[]) AS until)
SELECT a.day, count(*)::BIGINT AS articles
FROM article AS a JOIN asked AS q USING (day)
WHERE CASE WHEN a.backfilled THEN coalesce(a.published_at, a.first_seen_at) ELSE a.first_seen_at END <= q.until
    AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], a.outlet_id))
    AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], a.lang))
GROUP BY a.day
ORDER BY a.day;
