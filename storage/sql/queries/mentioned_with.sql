-- Entities in the same articles as one entity. Together means in one article, not that they acted together.
-- $entity SMALLINT; $kinds VARCHAR[]: what counts as a mention; $since DATE inclusive; $until DATE exclusive;
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- entity_id, together (articles with both), articles (with the other), focus (with this one), collected
WITH seen AS (
    SELECT DISTINCT article_id, entity_id
    FROM mention
    WHERE day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
),
focus AS (SELECT article_id FROM seen WHERE entity_id = $entity)
SELECT
    s.entity_id,
    count(*) FILTER (WHERE s.article_id IN (SELECT f.article_id FROM focus AS f))::BIGINT AS together,
    count(*)::BIGINT AS articles,
    (SELECT count(*) FROM focus)::BIGINT AS focus,
    (
        SELECT coalesce(sum(articles), 0)::BIGINT
        FROM outlet_day_delta
        WHERE day >= $since AND day < $until
            AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
            AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    ) AS collected
FROM seen AS s
WHERE s.entity_id <> $entity
GROUP BY s.entity_id
HAVING together > 0
ORDER BY together DESC, s.entity_id;
