-- coverage.sql over all outlets, from sums of these.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[], $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN; $unbegun_outlets SMALLINT[] and $unbegun_days DATE[]: outlets and days, place by place, that are
-- not counted, from $unbegun_since DATE until the day before $unbegun_until DATE
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
        AND entity_id IN $entities::SMALLINT[] AND list_contains($entities::SMALLINT[], entity_id)
        -- end
    GROUP BY entity_id, day
    -- if $unbegun_outlets
    UNION ALL
    SELECT
        entity_id,
        d.day,
        -CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END,
        -CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END
    FROM entity_day_delta AS d
    JOIN (
        SELECT DISTINCT *
        FROM (SELECT unnest($unbegun_outlets::SMALLINT[]) AS outlet_id, unnest($unbegun_days::DATE[]) AS day)
    ) AS u ON u.outlet_id = d.outlet_id AND u.day = d.day
    WHERE d.day >= $unbegun_since AND d.day < $unbegun_until
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
    -- end
);
