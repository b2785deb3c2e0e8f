-- How many articles per day are copies: counted with their story, on the day of its first article in the selection.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- day, fewer (articles less stories)
WITH chosen AS (
    SELECT story_id, day
    FROM story_article
    WHERE (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
),
counted AS (
    SELECT day, count(*) AS n FROM chosen GROUP BY day
    UNION ALL
    SELECT day, -count(*) FROM (SELECT min(day) AS day FROM chosen GROUP BY story_id) GROUP BY day
)
SELECT day, sum(n)::BIGINT AS fewer
FROM counted
WHERE day >= $since AND day < $until
GROUP BY day
HAVING sum(n) <> 0
ORDER BY day;
