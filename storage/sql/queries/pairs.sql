-- How many articles mention both of two entities, among the entities with the most articles or those asked for.
-- $entities SMALLINT[] (empty: the $most with the most articles); $most BIGINT; $kinds VARCHAR[]: what counts as
-- a mention; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $at_least BIGINT articles together
-- a, b (entity_id, a < b), together, articles_a, articles_b
WITH seen AS (
    SELECT DISTINCT article_id, entity_id
    FROM mention
    WHERE day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
),
size AS (
    SELECT entity_id, count(*)::BIGINT AS articles
    FROM seen
    GROUP BY entity_id
    ORDER BY articles DESC, entity_id
    LIMIT CASE WHEN len($entities::SMALLINT[]) > 0 THEN len($entities::SMALLINT[]) ELSE $most::BIGINT END
),
kept AS (SELECT s.article_id, s.entity_id FROM seen AS s JOIN size USING (entity_id)),
pair AS (
    SELECT x.entity_id AS a, y.entity_id AS b, count(*)::BIGINT AS together
    FROM kept AS x JOIN kept AS y ON x.article_id = y.article_id AND x.entity_id < y.entity_id
    GROUP BY ALL
    HAVING together >= $at_least
)
SELECT p.a, p.b, p.together, m.articles AS articles_a, n.articles AS articles_b
FROM pair AS p
JOIN size AS m ON m.entity_id = p.a
JOIN size AS n ON n.entity_id = p.b
ORDER BY p.together DESC, p.a, p.b;
