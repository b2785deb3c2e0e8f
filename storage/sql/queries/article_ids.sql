-- One page of articles, best first. A page ends where the next one begins: rows after ($score, $at, $id).
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs, $sections VARCHAR[] (empty: all);
-- $entities SMALLINT[]: all of them are mentioned; $kinds VARCHAR[]: what counts as a mention;
-- $matched BOOLEAN: whether there are any, or $most; $in_title BOOLEAN: only mentions in titles;
-- $alias VARCHAR lower case: mentioned in these words (null: any);
-- $terms VARCHAR[] lower case: all stand in title or body; $most BOOLEAN: most mentions first, else newest first;
-- $score BIGINT, $at TIMESTAMP, $id BIGINT: last row of the page before (null: first page); $limit BIGINT
-- $anywhere BOOLEAN, or else only $articles: by $day DATE, $ids BIGINT[] of each
-- $fold BOOLEAN: of each story only its first article here; $from DATE: earlier days are looked at for that alone
-- $quarters TIMESTAMP[] (empty: all): published in these quarters of an hour, UTC
-- article_id, day, dated_at (published, else first seen), score (mentions; 0 when newest first)
WITH
-- if $matched
matched AS (
    SELECT article_id, sum(count)::BIGINT AS mentions
    FROM mention
    WHERE day >= $since AND day < $until
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND list_contains($kinds::VARCHAR[], kind)
        AND (in_title OR NOT $in_title::BOOLEAN)
    GROUP BY article_id
    HAVING len($entities::SMALLINT[]) = 0 OR count(DISTINCT entity_id) = len($entities::SMALLINT[])
),
-- end
-- if $alias
named AS (
    SELECT DISTINCT m.article_id
    FROM mention AS m
    JOIN article AS t ON t.article_id = m.article_id AND t.day = m.day,
        unnest(m.spans) AS u (s)
    WHERE m.day >= $since AND m.day < $until
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], m.entity_id))
        AND list_contains($kinds::VARCHAR[], m.kind)
        AND lower(substring(
            CASE WHEN u.s.field = 'title' THEN t.title ELSE t.body END,
            u.s.start_char + 1, u.s.length
        )) = $alias
),
-- end
scored AS (
    SELECT
        a.article_id,
        a.day,
        coalesce(a.story_id, a.article_id) AS story_id,
        coalesce(a.published_at, a.first_seen_at) AS dated_at,
        -- if $most
        coalesce(m.mentions, 0) +
        -- end
        0::BIGINT AS score
    FROM (
        -- if $anywhere
        FROM article WHERE day >= $since AND day < $until
        UNION ALL
        -- end
        -- each $articles
        FROM article WHERE day = $day AND article_id IN $ids::BIGINT[]
        -- end
    ) AS a
    -- if $matched
    LEFT JOIN matched AS m USING (article_id)
    -- end
    -- if $sections
    LEFT JOIN feed AS f ON f.feed_id = a.feed_id
    -- end
    WHERE a.day >= $since AND a.day < $until
        -- if $fold
        -- before these days only what an article of theirs may be a copy of
        AND (
            a.day >= $from
            OR a.article_id IN (
                SELECT article_id
                FROM story_article
                WHERE day >= $since AND day < $from
                    AND story_id IN (SELECT story_id FROM story_article WHERE day >= $from AND day < $until)
            )
        )
        -- end
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], a.outlet_id)
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], a.lang)
        -- end
        -- if $sections
        AND (
            list_contains($sections::VARCHAR[], f.section)
            OR a.article_id IN (
                SELECT s.article_id
                FROM sighting AS s
                JOIN feed AS g USING (feed_id)
                WHERE list_contains($sections::VARCHAR[], g.section)
            )
        )
        -- end
        -- if $quarters
        AND time_bucket(INTERVAL 15 MINUTES, a.published_at) IN (SELECT unnest($quarters::TIMESTAMP[]))
        -- end
        -- if $entities
        AND m.article_id IS NOT NULL
        -- end
        -- if $alias
        AND a.article_id IN (SELECT n.article_id FROM named AS n)
        -- end
        -- if $terms
        -- one term, as mostly, without a list for every article
        AND (contains(lower(a.title), $terms[1]) OR contains(lower(a.body), $terms[1]))
        AND (
            len($terms::VARCHAR[]) = 1
            OR len(list_filter(
                $terms::VARCHAR[], lambda t: NOT contains(lower(a.title), t) AND NOT contains(lower(a.body), t)
            )) = 0
        )
        -- end
),
folded AS (
    SELECT *
    FROM scored
    -- if $fold
    QUALIFY row_number() OVER (PARTITION BY story_id ORDER BY dated_at, article_id) = 1
    -- end
)
SELECT article_id, day, dated_at, score
FROM folded
WHERE day >= $from
    -- if $at
    AND (
        score < $score::BIGINT
        OR (
            score = $score::BIGINT
            AND (dated_at < $at::TIMESTAMP OR (dated_at = $at::TIMESTAMP AND article_id < $id::BIGINT))
        )
    )
    -- end
ORDER BY score DESC, dated_at DESC, article_id DESC
LIMIT $limit;
