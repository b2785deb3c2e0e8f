-- How often each country or one of its leaders is written of, and in how many outlets; an article that has both
-- counts once.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $capitals BOOLEAN;
-- $stories BOOLEAN: stories in place of articles, and then $first DATE: see first_of_stories.sql
-- $without DATE[]: days in between that do not count; $unbegun STRUCT(outlet_id, day)[]: nor these days of outlets
-- country, articles; and $with_outlets BOOLEAN: outlets
WITH place AS (
    SELECT entity_id, country
    FROM entity
    WHERE country IS NOT NULL AND kind IN ('country', 'leader')
),
copied AS (
    SELECT story_id, min(day) AS begin_day
    FROM story_article AS d
    WHERE $stories::BOOLEAN AND day >= $first AND day < $until
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
    GROUP BY story_id
),
told AS (
    SELECT p.country, d.article_id AS unit, d.day, d.outlet_id
    FROM mention AS d
    JOIN place AS p USING (entity_id)
    WHERE d.day >= $since AND d.day < $until
        AND d.kind <> 'office' AND ($capitals::BOOLEAN OR d.kind <> 'capital')
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
        -- if $stories
        AND d.article_id NOT IN (SELECT article_id FROM story_article WHERE day >= $since AND day < $until)
    UNION ALL
    SELECT p.country, d.story_id, c.begin_day, d.outlet_id
    FROM story_mention AS d
    JOIN place AS p USING (entity_id)
    JOIN copied AS c USING (story_id)
    WHERE d.day >= $since AND d.begin_day >= $first AND d.begin_day < $until AND ($capitals::BOOLEAN OR d.named)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], d.outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], d.lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
        -- end
)
SELECT
    -- if $with_outlets
    count(DISTINCT outlet_id)::BIGINT AS outlets,
    -- end
    country,
    count(DISTINCT unit)::BIGINT AS articles
FROM told
WHERE day >= $since AND day < $until
    -- if $without
    AND NOT list_contains($without::DATE[], day)
    -- end
GROUP BY country
ORDER BY country;
