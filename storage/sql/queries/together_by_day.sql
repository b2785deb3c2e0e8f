-- On which days both of two entities were in the same articles, for some pairs.
-- $a and $b SMALLINT[]: the pairs, place by place; $kinds VARCHAR[]: what counts as a mention; $since DATE
-- inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- a, b, day, together; days without any are absent
WITH asked AS (SELECT unnest($a::SMALLINT[]) AS a, unnest($b::SMALLINT[]) AS b),
seen AS (
    SELECT DISTINCT article_id, entity_id, day
    FROM mention
    WHERE day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (list_contains($a::SMALLINT[], entity_id) OR list_contains($b::SMALLINT[], entity_id))
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
)
SELECT q.a, q.b, x.day, count(*)::BIGINT AS together
FROM asked AS q
JOIN seen AS x ON x.entity_id = q.a
JOIN seen AS y ON y.entity_id = q.b AND y.article_id = x.article_id
GROUP BY ALL
ORDER BY q.a, q.b, x.day;
