-- Entities in the same articles as one entity. Together means in one article, not that they acted together.
-- $entity SMALLINT; $kinds VARCHAR[]: what counts as a mention; $since DATE inclusive; $until DATE exclusive;
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- entity_id, together (articles with both), articles (with the other), focus (with this one), collected
WITH focus AS MATERIALIZED (
    SELECT DISTINCT article_id
    FROM mention
    WHERE entity_id = $entity AND day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
),
beside AS (
    SELECT entity_id, count(DISTINCT article_id)::BIGINT AS together
    FROM mention
    WHERE day >= $since AND day < $until AND entity_id <> $entity
        AND article_id IN (SELECT f.article_id FROM focus AS f)
        AND list_contains($kinds::VARCHAR[], kind)
    GROUP BY entity_id
),
-- of each entity alone, from the daily counts: they count the same kinds of mention
alone AS (
    SELECT
        entity_id,
        sum(
            CASE WHEN list_contains($kinds::VARCHAR[], 'capital') THEN articles ELSE articles_named END
        )::BIGINT AS articles
    FROM entity_day_delta
    WHERE day >= $since AND day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    GROUP BY entity_id
)
SELECT
    b.entity_id,
    b.together,
    a.articles,
    (SELECT count(*) FROM focus)::BIGINT AS focus,
    (
        SELECT coalesce(sum(articles), 0)::BIGINT
        FROM outlet_day_delta
        WHERE day >= $since AND day < $until
            AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
            AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    ) AS collected
FROM beside AS b
JOIN alone AS a USING (entity_id)
ORDER BY b.together DESC, b.entity_id;
