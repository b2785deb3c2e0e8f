-- The same for articles that mention entities. A story mentions one when any of its articles in the selection does.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[] (empty: all); $kinds VARCHAR[]: what counts as a mention
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- A story of the last day may be carried on later: articles of four more weeks are looked at, twice what stories span.
-- entity_id, day, fewer
WITH chosen AS (
    SELECT article_id, story_id, day
    FROM story_article AS d
    WHERE (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
),
begun AS (
    SELECT story_id, min(day) AS begin_day FROM chosen GROUP BY story_id
),
mentioning AS (
    SELECT DISTINCT m.entity_id, m.article_id, c.story_id, m.day
    FROM mention AS m
    JOIN chosen AS c USING (article_id)
    WHERE m.day >= $since AND m.day < $until::DATE + 28
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], m.entity_id))
        AND list_contains($kinds::VARCHAR[], m.kind)
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
