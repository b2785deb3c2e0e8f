-- How many articles per day are copies: counted with their story, on the day of its first article in the selection.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- day, fewer (articles less stories)
WITH chosen AS (
    SELECT story_id, day
    FROM story_article AS d
    WHERE day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
),
begun AS (
    SELECT min(day) AS day
    FROM chosen
    WHERE story_id IN (SELECT c.story_id FROM chosen AS c WHERE c.day >= $since)
    GROUP BY story_id
),
counted AS (
    SELECT day, count(*) AS n FROM chosen WHERE day >= $since GROUP BY day
    UNION ALL
    SELECT day, -count(*) FROM begun WHERE day >= $since GROUP BY day
)
SELECT day, sum(n)::BIGINT AS fewer
FROM counted
GROUP BY day
HAVING sum(n) <> 0
ORDER BY day;
