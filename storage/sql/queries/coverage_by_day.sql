-- Articles and mentions of some entities per day. Days without any are absent.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN: whether articles that have only a capital count
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, day, articles, mentions
-- Sums the deltas themselves: summing the view's sums again would give the same.
SELECT
    entity_id,
    day,
    sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::BIGINT AS articles,
    sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END)::BIGINT AS mentions
FROM entity_day_delta AS d
WHERE day >= $since AND day < $until
    AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
    AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
    AND NOT EXISTS (
        SELECT 1
        FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
        WHERE u.outlet_id = d.outlet_id AND u.day = d.day
    )
GROUP BY entity_id, day
HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
ORDER BY entity_id, day;
