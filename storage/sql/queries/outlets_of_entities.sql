-- In how many outlets each entity was written of on some days.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $capitals BOOLEAN; $days DATE[]
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, outlets
SELECT entity_id, count(*)::BIGINT AS outlets
FROM (
    SELECT entity_id, outlet_id
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until AND day IN (SELECT unnest($days::DATE[]))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY entity_id, outlet_id
    HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
)
GROUP BY entity_id
ORDER BY entity_id;
