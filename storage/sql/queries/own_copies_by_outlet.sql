-- How many of each outlet's articles are copies of others of its own, and of those that mention one entity.
-- $entity SMALLINT; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- outlet_id, collected, articles
WITH told AS (
    SELECT outlet_id, story_id, entity_id, day, min(day) OVER (PARTITION BY outlet_id, story_id) AS begin_day
    FROM story_mention AS d
    WHERE (entity_id = 0 OR (entity_id = $entity AND ($capitals::BOOLEAN OR named)))
        AND begin_day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
),
each_story AS (
    SELECT
        outlet_id,
        entity_id = 0 AS is_collected,
        count(*) FILTER (WHERE day >= $since AND day < $until)
            - CASE WHEN min(begin_day) >= $since AND min(begin_day) < $until THEN 1 ELSE 0 END AS fewer
    FROM told
    GROUP BY outlet_id, story_id, entity_id
)
SELECT
    outlet_id,
    coalesce(sum(fewer) FILTER (WHERE is_collected), 0)::BIGINT AS collected,
    coalesce(sum(fewer) FILTER (WHERE NOT is_collected), 0)::BIGINT AS articles
FROM each_story
GROUP BY outlet_id
ORDER BY outlet_id;
