-- coverage_by_day.sql over all outlets, from sums of these.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[], $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN; $stories BOOLEAN: stories in place of articles, only over all languages
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, day, articles, mentions
SELECT entity_id, day, sum(articles)::BIGINT AS articles, sum(mentions)::BIGINT AS mentions
FROM (
    SELECT
        entity_id,
        day,
        CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END AS articles,
        CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END AS mentions
    FROM entity_total_delta
    WHERE day >= $since AND day < $until
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
    UNION ALL
    SELECT
        entity_id,
        day,
        -CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END,
        -CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND len($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[]) > 0  -- else nothing is read
        AND EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    UNION ALL
    SELECT entity_id, day, -CASE WHEN $capitals::BOOLEAN THEN copies ELSE copies_named END, 0
    FROM story_day_delta
    WHERE $stories::BOOLEAN AND entity_id <> 0 AND day >= $since AND day < $until
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
)
GROUP BY entity_id, day
HAVING sum(articles) > 0
ORDER BY entity_id, day;
