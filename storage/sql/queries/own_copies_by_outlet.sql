-- How many of each outlet's articles are copies of others of its own, and of those that mention one entity.
-- $entity SMALLINT; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $capitals BOOLEAN; $first DATE: see first_of_stories.sql
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- outlet_id, collected, articles
WITH begun AS (
    -- a story of which an outlet has one article takes nothing out
    SELECT
        outlet_id, story_id, min(day) AS begin_day,
        count(*) FILTER (WHERE day >= $since AND day < $until)
            - CASE WHEN min(day) >= $since THEN 1 ELSE 0 END AS fewer
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
    GROUP BY outlet_id, story_id
    HAVING count(*) > 1 AND min(day) < $until AND max(day) >= $since
),
mentioning AS (
    SELECT
        d.outlet_id,
        count(*) FILTER (WHERE d.day >= $since AND d.day < $until)
            - CASE WHEN min(b.begin_day) >= $since THEN 1 ELSE 0 END AS fewer
    FROM story_mention AS d
    JOIN begun AS b USING (outlet_id, story_id)
    WHERE d.entity_id = $entity AND ($capitals::BOOLEAN OR d.named)
        AND d.day >= $since AND d.begin_day >= $first AND d.begin_day < $until
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
    GROUP BY d.outlet_id, d.story_id
)
SELECT outlet_id, sum(collected)::BIGINT AS collected, sum(articles)::BIGINT AS articles
FROM (
    SELECT outlet_id, fewer AS collected, 0 AS articles FROM begun
    UNION ALL
    SELECT outlet_id, 0, fewer FROM mentioning
)
GROUP BY outlet_id
ORDER BY outlet_id;
