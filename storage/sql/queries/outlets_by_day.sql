-- In how many outlets entities were covered on some days.
-- $entities SMALLINT[] and $days DATE[]: an entity and a day each, place by place, of days from $since DATE until the one
-- before $until DATE; $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, day, outlets
WITH asked AS (SELECT unnest($entities::SMALLINT[]) AS entity_id, unnest($days::DATE[]) AS day),
per_outlet AS (
    SELECT entity_id, day, outlet_id
    FROM entity_day_delta AS d
    JOIN asked USING (entity_id, day)
    WHERE day >= $since AND day < $until
        -- if $outlets
        AND outlet_id IN $outlets::SMALLINT[]
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
        -- if $unbegun
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
        -- end
    GROUP BY entity_id, day, outlet_id
    HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
)
SELECT entity_id, day, count(*)::BIGINT AS outlets
FROM per_outlet
GROUP BY entity_id, day;
