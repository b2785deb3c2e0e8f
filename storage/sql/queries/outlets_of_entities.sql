-- How often each entity was written of on some days, and in how many outlets.
-- $since DATE inclusive; $until DATE exclusive; $without DATE[]: days in between that do not count
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $capitals BOOLEAN
-- Of all entities: to look each up in a list of countries takes three times as long as to count the others, too.
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, articles, outlets
SELECT entity_id, sum(articles)::BIGINT AS articles, count(*)::BIGINT AS outlets
FROM (
    SELECT entity_id, sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) AS articles
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until
        -- if $without
        AND NOT list_contains($without::DATE[], day)
        -- end
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
    GROUP BY entity_id, outlet_id
    HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
)
GROUP BY entity_id;
