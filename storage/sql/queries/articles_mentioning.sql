-- Articles that mention all of some entities.
-- $fold BOOLEAN: and before $from DATE only those that an article of later days may be a copy of
-- $since DATE inclusive; $until DATE exclusive; $days DATE[]: on which there may be any (empty: on all);
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $size BIGINT: how many entities: $entities SMALLINT[], or if
-- $two BOOLEAN $one and $other SMALLINT, which may be the same; $kinds VARCHAR[]: what counts as a mention;
-- $in_title BOOLEAN: only mentions in titles
-- $quarters TIMESTAMP[] (empty: all): published in these quarters of an hour, UTC
-- article_id, day
SELECT article_id, day
FROM mention
WHERE day >= $since AND day < $until
    -- if $days
    AND day IN $days::DATE[]
    -- end
    -- if $two
    -- as numbers, in half of the time: a filter with OR goes row by row
    AND ((entity_id = $one::SMALLINT)::TINYINT | (entity_id = $other::SMALLINT)::TINYINT) = 1
    -- end
    -- if $entities
    AND list_contains($entities::SMALLINT[], entity_id)
    -- end
    AND list_contains($kinds::VARCHAR[], kind)
    -- if $in_title
    AND in_title
    -- end
    -- if $fold
    -- as in article_ids.sql
    AND (
        day >= $from
        OR article_id IN (
            SELECT article_id
            FROM story_article
            WHERE day >= $since AND day < $from
                AND story_id IN (SELECT story_id FROM story_article WHERE day >= $from AND day < $until)
        )
    )
    -- end
    -- if $outlets
    AND list_contains($outlets::SMALLINT[], outlet_id)
    -- end
    -- if $langs
    AND list_contains($langs::VARCHAR[], lang)
    -- end
    -- if $quarters
    AND article_id IN (
        SELECT a.article_id
        FROM article AS a
        WHERE a.day >= $since AND a.day < $until
            AND time_bucket(INTERVAL 15 MINUTES, a.published_at) IN (SELECT unnest($quarters::TIMESTAMP[]))
    )
    -- end
GROUP BY article_id, day
HAVING count(DISTINCT entity_id) = $size;
