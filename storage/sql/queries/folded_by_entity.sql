-- The same for articles that mention entities. A story mentions one when any of its articles in the selection does,
-- also one of a later day.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[] (empty: all); $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, day, fewer
WITH mentioning AS (
    SELECT entity_id, story_id, day
    FROM story_mention AS d
    WHERE day >= $since AND begin_day < $until AND entity_id <> 0 AND ($capitals::BOOLEAN OR named)
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
),
begun AS (
    SELECT story_id, min(day) AS begin_day
    FROM story_article AS d
    WHERE day < $until AND story_id IN (SELECT m.story_id FROM mentioning AS m)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY story_id
),
counted AS (
    SELECT entity_id, day, count(*) AS n FROM mentioning GROUP BY entity_id, day
    UNION ALL
    SELECT m.entity_id, b.begin_day AS day, -count(DISTINCT m.story_id)
    FROM mentioning AS m JOIN begun AS b USING (story_id)
    GROUP BY m.entity_id, b.begin_day
)
SELECT entity_id, day, sum(n)::BIGINT AS fewer
FROM counted
WHERE day >= $since AND day < $until
GROUP BY entity_id, day
HAVING sum(n) <> 0
ORDER BY entity_id, day;
