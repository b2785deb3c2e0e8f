-- How each outlet covers one entity. Outlets that collected nothing are absent, those without a mention have 0.
-- $entity SMALLINT; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[]
-- (empty: all); $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- outlet_id, key, name, articles, mentions, collected
WITH collected AS (
    SELECT outlet_id, sum(articles)::BIGINT AS collected
    FROM outlet_day_delta AS d
    WHERE day >= $since AND day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY outlet_id
    HAVING sum(articles) > 0
),
covered AS (
    SELECT
        outlet_id,
        sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::BIGINT AS articles,
        sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END)::BIGINT AS mentions
    FROM entity_day_delta AS d
    WHERE entity_id = $entity AND day >= $since AND day < $until
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY outlet_id
)
SELECT
    o.outlet_id, o.key, o.name,
    coalesce(c.articles, 0) AS articles,
    coalesce(c.mentions, 0) AS mentions,
    n.collected
FROM collected AS n
JOIN outlet AS o USING (outlet_id)
LEFT JOIN covered AS c USING (outlet_id)
ORDER BY articles DESC, n.collected DESC, o.outlet_id;
