-- How many articles a filter leaves: parameters of article_ids.sql without the page.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs, $sections VARCHAR[] (empty: all);
-- $entities SMALLINT[]: all of them are mentioned; $kinds VARCHAR[]: what counts as a mention;
-- $in_title BOOLEAN; $alias VARCHAR lower case (null: any); $terms VARCHAR[] lower case
-- $quarters TIMESTAMP[] (empty: all): published in these quarters of an hour, UTC
-- articles
WITH matched AS (
    SELECT article_id
    FROM mention
    WHERE day >= $since AND day < $until
        AND list_contains($entities::SMALLINT[], entity_id)
        AND list_contains($kinds::VARCHAR[], kind)
        AND (in_title OR NOT $in_title::BOOLEAN)
    GROUP BY article_id
    HAVING count(DISTINCT entity_id) = len($entities::SMALLINT[])
),
named AS (
    SELECT DISTINCT m.article_id
    FROM mention AS m
    JOIN article AS t ON t.article_id = m.article_id AND t.day = m.day,
        unnest(m.spans) AS u (s)
    WHERE $alias::VARCHAR IS NOT NULL
        AND m.day >= $since AND m.day < $until
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], m.entity_id))
        AND list_contains($kinds::VARCHAR[], m.kind)
        AND lower(substring(
            CASE WHEN u.s.field = 'title' THEN t.title ELSE t.body END,
            u.s.start_char + 1, u.s.length
        )) = $alias
)
SELECT count(*)::BIGINT AS articles
FROM article AS a
LEFT JOIN feed AS f ON f.feed_id = a.feed_id
WHERE a.day >= $since AND a.day < $until
    AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], a.outlet_id))
    AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], a.lang))
    AND (
        len($sections::VARCHAR[]) = 0
        OR list_contains($sections::VARCHAR[], f.section)
        OR a.article_id IN (
            SELECT s.article_id
            FROM sighting AS s
            JOIN feed AS g USING (feed_id)
            WHERE list_contains($sections::VARCHAR[], g.section)
        )
    )
    -- if $quarters
    AND time_bucket(INTERVAL 15 MINUTES, a.published_at) IN (SELECT unnest($quarters::TIMESTAMP[]))
    -- end
    AND (len($entities::SMALLINT[]) = 0 OR a.article_id IN (SELECT m.article_id FROM matched AS m))
    AND ($alias::VARCHAR IS NULL OR a.article_id IN (SELECT n.article_id FROM named AS n))
    AND (
        len($terms::VARCHAR[]) = 0
        OR (
            -- one term, as mostly, without a list for every article
            (contains(lower(a.title), $terms[1]) OR contains(lower(a.body), $terms[1]))
            AND (
                len($terms::VARCHAR[]) = 1
                OR len(list_filter(
                    $terms::VARCHAR[], lambda t: NOT contains(lower(a.title), t) AND NOT contains(lower(a.body), t)
                )) = 0
            )
        )
    );
