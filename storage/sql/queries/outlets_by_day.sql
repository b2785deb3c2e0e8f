-- In how many outlets some entities were covered per day.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[]; $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, day, outlets
WITH per_outlet AS (
    SELECT entity_id, day, outlet_id
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until
        AND list_contains($entities::SMALLINT[], entity_id)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY entity_id, day, outlet_id
    HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
)
SELECT entity_id, day, count(*)::BIGINT AS outlets
FROM per_outlet
GROUP BY entity_id, day
ORDER BY entity_id, day;
