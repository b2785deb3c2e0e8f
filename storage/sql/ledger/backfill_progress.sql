SELECT
    outlet,
    sum(settled_at IS NULL) AS pending,
    sum(settled_at IS NOT NULL AND error IS NULL) AS done,
    sum(settled_at IS NOT NULL AND error IS NOT NULL) AS failed
FROM backfill
GROUP BY outlet
ORDER BY outlet
