-- Entities in the same articles as one entity. Together means in one article, not that they acted together.
-- $entity SMALLINT; $kinds VARCHAR[]: what counts as a mention; $since DATE inclusive; $until DATE exclusive;
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $limit BIGINT
-- entity_id, together (articles with both), articles (with the other), focus (with this one), collected
WITH focus AS MATERIALIZED (
    SELECT DISTINCT article_id
    FROM mention
    WHERE entity_id = $entity AND day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], outlet_id)
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
),
beside AS MATERIALIZED (
    SELECT entity_id, count(DISTINCT article_id)::BIGINT AS together
    FROM mention
    WHERE day >= $since AND day < $until AND entity_id <> $entity
        AND article_id IN (SELECT f.article_id FROM focus AS f)
        AND list_contains($kinds::VARCHAR[], kind)
        -- not needed, but most mentions are left out by it before articles are compared
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], outlet_id)
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
    GROUP BY entity_id
    ORDER BY together DESC, entity_id
    LIMIT $limit
),
-- of each of these alone, from the daily counts: they count the same kinds of mention
alone AS (
    SELECT
        entity_id,
        sum(
            CASE WHEN list_contains($kinds::VARCHAR[], 'capital') THEN articles ELSE articles_named END
        )::BIGINT AS articles
    FROM entity_day_delta
    JOIN beside USING (entity_id)
    WHERE day >= $since AND day < $until
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], outlet_id)
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
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
            -- if $outlets
            AND list_contains($outlets::SMALLINT[], outlet_id)
            -- end
            -- if $langs
            AND list_contains($langs::VARCHAR[], lang)
            -- end
    ) AS collected
FROM beside AS b
JOIN alone AS a USING (entity_id)
ORDER BY b.together DESC, b.entity_id;
