-- coverage.sql over all outlets, from sums of these; days of outlets that are not counted are in it.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[], $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN; $mentions BOOLEAN
-- columns of coverage.sql
SELECT
    entity_id,
    (day - $since)::INTEGER AS place,
    -- if $mentions
    sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END)::INTEGER AS mentions,
    -- end
    sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::INTEGER AS articles
FROM entity_total_delta
WHERE day >= $since AND day < $until
    -- if $langs
    AND list_contains($langs::VARCHAR[], lang)
    -- end
    -- if $entities
    AND entity_id IN $entities::SMALLINT[] AND list_contains($entities::SMALLINT[], entity_id)
    -- end
GROUP BY entity_id, day;
