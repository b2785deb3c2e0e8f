-- Articles that mention all of some entities.
-- $fold BOOLEAN: and before $from DATE only those that an article of later days may be a copy of
-- $since DATE inclusive; $until DATE exclusive; $days DATE[]: on which there may be any; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[]; $kinds VARCHAR[]: what counts as a mention; $in_title BOOLEAN: only mentions in titles
-- $quarters TIMESTAMP[] (empty: all): published in these quarters of an hour, UTC
-- article_id, day
SELECT article_id, day
FROM mention
WHERE day >= $since AND day < $until
    AND day IN $days::DATE[]
    AND list_contains($entities::SMALLINT[], entity_id)
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
    AND outlet_id IN $outlets::SMALLINT[]
    -- end
    -- if $langs
    AND list_contains($langs::VARCHAR[], lang)
    -- end
    -- if $quarters
    AND article_id IN (
        SELECT a.article_id
        FROM article AS a
        WHERE a.day >= $since AND a.day < $until AND a.day IN $days::DATE[]
            AND time_bucket(INTERVAL 15 MINUTES, a.published_at) IN (SELECT unnest($quarters::TIMESTAMP[]))
    )
    -- end
GROUP BY article_id, day
HAVING count(DISTINCT entity_id) = len($entities::SMALLINT[]);
