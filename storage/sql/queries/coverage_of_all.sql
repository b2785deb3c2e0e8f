-- coverage.sql over all outlets, from sums of these.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[], $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN; $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- columns of coverage.sql
SELECT
    entity_id,
    (day - $since)::INTEGER AS place,
    -- if $mentions
    mentions::INTEGER AS mentions,
    -- end
    articles::INTEGER AS articles
FROM (
    SELECT
        entity_id,
        day,
        sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) AS articles,
        sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END) AS mentions
    FROM entity_total_delta
    WHERE day >= $since AND day < $until
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
        -- if $entities
        AND list_contains($entities::SMALLINT[], entity_id)
        -- end
    GROUP BY entity_id, day
    -- if $unbegun
    UNION ALL
    SELECT
        entity_id,
        d.day,
        -CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END,
        -CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END
    FROM entity_day_delta AS d
    JOIN (
        SELECT DISTINCT *
        FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true))
    ) AS u ON u.outlet_id = d.outlet_id AND u.day = d.day
    WHERE d.day >= $since AND d.day < $until
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
    -- end
);
