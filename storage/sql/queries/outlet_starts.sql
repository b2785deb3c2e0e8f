-- When reading of each outlet began and ended, as days.
-- $offset INTERVAL: the zone's distance from UTC
-- outlet_id, name, seen_since (first article that a feed brought), filled_since (first day of what was backfilled),
-- removed_on (when its last feed was removed; null while one is read)
SELECT
    o.outlet_id,
    o.name,
    a.seen_since,
    a.filled_since,
    f.removed_on
FROM outlet AS o
LEFT JOIN (
    SELECT
        outlet_id,
        min((first_seen_at + $offset::INTERVAL)::DATE) FILTER (WHERE NOT backfilled) AS seen_since,
        min(day) FILTER (WHERE backfilled) AS filled_since
    FROM article
    GROUP BY outlet_id
) AS a USING (outlet_id)
LEFT JOIN (
    SELECT
        outlet_id,
        CASE WHEN bool_and(removed_at IS NOT NULL) THEN max((removed_at + $offset::INTERVAL)::DATE) END AS removed_on
    FROM feed
    GROUP BY outlet_id
) AS f USING (outlet_id)
ORDER BY o.outlet_id;
