-- How many stories mention both of two entities, on the day of each story's first article in the selection. A story
-- mentions whom any of its articles in the selection mentions.
-- $entities SMALLINT[] (empty: all); $entity SMALLINT: one of the two (null: any); $kinds VARCHAR[]: what counts as
-- a mention, $capitals BOOLEAN the same; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[],
-- $langs VARCHAR[] (empty: all); $first DATE: see first_of_stories.sql; $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- a, b (entity_id, a < b), day, together
WITH unbegun AS (
    SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)
),
begun AS (
    SELECT story_id, min(day) AS day
    FROM story_article
    ANTI JOIN unbegun USING (outlet_id, day)
    WHERE day >= $first AND day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    GROUP BY story_id
    HAVING min(day) >= $since
),
seen AS (
    SELECT DISTINCT article_id AS story_id, entity_id, day
    FROM mention
    ANTI JOIN unbegun USING (outlet_id, day)
    WHERE day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND article_id NOT IN (SELECT article_id FROM story_article WHERE day >= $since AND day < $until)
    UNION ALL
    SELECT DISTINCT story_id, m.entity_id, b.day
    FROM (FROM story_mention ANTI JOIN unbegun USING (outlet_id, day)) AS m
    JOIN begun AS b USING (story_id)
    WHERE m.day >= $since AND m.begin_day >= $first AND m.begin_day < $until AND m.entity_id <> 0 AND ($capitals::BOOLEAN OR m.named)
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], m.entity_id))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], m.outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], m.lang))
)
SELECT least(x.entity_id, y.entity_id) AS a, greatest(x.entity_id, y.entity_id) AS b, x.day, count(*)::BIGINT AS together
FROM seen AS x
JOIN seen AS y ON y.story_id = x.story_id
WHERE CASE
    WHEN $entity::SMALLINT IS NULL THEN x.entity_id < y.entity_id
    ELSE x.entity_id = $entity::SMALLINT AND y.entity_id <> $entity::SMALLINT
END
GROUP BY ALL
ORDER BY ALL;
