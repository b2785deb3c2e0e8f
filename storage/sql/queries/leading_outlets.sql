-- For each entity, in how many outlets it was covered and which had the most articles.
-- $entities SMALLINT[] (empty: all); $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[],
-- $langs VARCHAR[] (empty: all); $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, outlets, lead_outlet_id, lead_outlet, lead_articles
WITH per_outlet AS (
    SELECT
        entity_id,
        outlet_id,
        sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::BIGINT AS articles
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until
        -- if $entities
        AND entity_id IN $entities::SMALLINT[]
        -- end
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], outlet_id)
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
    HAVING articles > 0
),
top_outlet AS (
    SELECT
        entity_id,
        count(*)::BIGINT AS outlets,
        arg_max(outlet_id, articles * 100000 - outlet_id) AS lead_outlet_id,
        max(articles) AS lead_articles
    FROM per_outlet
    GROUP BY entity_id
)
SELECT l.entity_id, l.outlets, l.lead_outlet_id, o.name AS lead_outlet, l.lead_articles
FROM top_outlet AS l JOIN outlet AS o ON o.outlet_id = l.lead_outlet_id
ORDER BY l.entity_id;
