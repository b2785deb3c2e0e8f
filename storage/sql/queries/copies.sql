-- How many articles per day that mention entities are copies: counted with their story, on the day of its first
-- article in the selection. A story mentions an entity when any of its articles in the selection does, also one of a
-- later day; so a day may have fewer than none.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[], $entities SMALLINT[] (empty:
-- all); $capitals BOOLEAN; $first DATE: see first_of_stories.sql
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, place (days after $since), fewer; several rows of an entity and day add up
WITH begun AS (
    -- a story of which one article alone is in the selection takes nothing out
    SELECT story_id, min(day) AS begin_day
    FROM story_article AS d
    WHERE day >= $first
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
    GROUP BY story_id
    HAVING count(*) > 1 AND min(day) < $until AND max(day) >= $since
),
told AS (
    SELECT d.entity_id, d.day, d.story_id, b.begin_day
    FROM story_mention AS d
    JOIN begun AS b USING (story_id)
    WHERE d.day >= $since AND d.begin_day >= $first AND d.begin_day < $until AND d.entity_id <> 0
        AND ($capitals::BOOLEAN OR d.named)
        -- if $entities
        AND list_contains($entities::SMALLINT[], d.entity_id)
        -- end
        -- if $outlets
        AND d.outlet_id IN $outlets::SMALLINT[]
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], d.lang)
        -- end
        -- if $unbegun
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
        -- end
)
SELECT entity_id, (day - $since)::INTEGER AS place, count(*)::INTEGER AS fewer
FROM told
WHERE day < $until
GROUP BY entity_id, day
UNION ALL
SELECT entity_id, (begin_day - $since)::INTEGER, -count(DISTINCT story_id)::INTEGER
FROM told
WHERE begin_day >= $since
GROUP BY entity_id, begin_day;
