-- How many articles per day are copies: counted with their story, on the day of its first article in the selection.
-- Of articles that mention an entity, a story mentions it when any of its articles in the selection does, also one
-- of a later day; so a day may have fewer than none. Entity 0: all articles.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[] (empty: all but 0); $capitals BOOLEAN
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, place (days after $since), fewer; several rows of an entity and day add up
WITH begun AS (
    -- a story of which one article alone is in the selection takes nothing out
    SELECT story_id, min(day) AS begin_day
    FROM story_article AS d
    WHERE true
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
    GROUP BY story_id
    HAVING count(*) > 1 AND min(day) < $until AND max(day) >= $since
),
told AS (
    SELECT d.entity_id, d.day, d.story_id, b.begin_day
    FROM story_mention AS d
    JOIN begun AS b USING (story_id)
    WHERE ($capitals::BOOLEAN OR d.named)
        -- if $entities
        AND list_contains($entities::SMALLINT[], d.entity_id)
        -- end
        -- if $all
        AND d.entity_id <> 0
        -- end
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], d.outlet_id)
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
WHERE day >= $since AND day < $until
GROUP BY entity_id, day
UNION ALL
SELECT entity_id, (begin_day - $since)::INTEGER, -count(DISTINCT story_id)::INTEGER
FROM told
WHERE begin_day >= $since AND begin_day < $until
GROUP BY entity_id, begin_day;
