-- How many articles per day are copies of others in the selection: counted with their story, on the day of its first.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- $first DATE: see first_of_stories.sql; $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- place (days after $since), fewer; several rows of a day add up
WITH told AS (
    SELECT story_id, day
    FROM story_article AS d
    WHERE day >= $first AND day < $until
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
)
SELECT (day - $since)::INTEGER AS place, count(*)::INTEGER AS fewer
FROM told
WHERE day >= $since
GROUP BY day
UNION ALL
SELECT (begin_day - $since)::INTEGER, -count(*)::INTEGER
FROM (SELECT min(day) AS begin_day FROM told GROUP BY story_id HAVING min(day) >= $since)
GROUP BY begin_day;
