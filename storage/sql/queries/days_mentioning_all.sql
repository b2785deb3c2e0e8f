-- Days on which all of some entities are mentioned in any way, the newest first, and at most how many articles of a
-- day can mention them all: as many as mention the rarest.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[]
-- day, articles
WITH daily AS (
    SELECT day, entity_id, sum(articles + articles_office) AS articles
    FROM entity_day_delta
    WHERE day >= $since AND day < $until
        AND list_contains($entities::SMALLINT[], entity_id)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    GROUP BY day, entity_id
    HAVING sum(articles + articles_office) > 0
)
SELECT day, min(articles)::BIGINT AS articles
FROM daily
GROUP BY day
HAVING count(*) = len($entities::SMALLINT[])
ORDER BY day DESC;
