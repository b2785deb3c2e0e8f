-- How many articles each choice of a filter would leave, under the filters already set. An article counts in each
-- section that it stands in.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs, $sections VARCHAR[] (empty: all);
-- $entities SMALLINT[]: all of them are mentioned; $kinds VARCHAR[]: what counts as a mention;
-- $in_title BOOLEAN; $terms VARCHAR[] lower case: all stand in title or body; $limit BIGINT per facet
-- $quarters TIMESTAMP[] (empty: all): published in these quarters of an hour, UTC
-- facet (total, stories, entity, outlet, lang, section), value, articles (of facet stories: stories)
WITH
-- if $entities
matched AS (
    SELECT article_id
    FROM mention
    WHERE day >= $since AND day < $until
        AND list_contains($entities::SMALLINT[], entity_id)
        AND list_contains($kinds::VARCHAR[], kind)
        AND (in_title OR NOT $in_title::BOOLEAN)
    GROUP BY article_id
    HAVING count(DISTINCT entity_id) = len($entities::SMALLINT[])
),
-- end
chosen AS MATERIALIZED (
    SELECT a.article_id, coalesce(a.story_id, a.article_id) AS story_id, a.outlet_id, a.lang, coalesce(f.section, '') AS section
    FROM article AS a
    LEFT JOIN feed AS f ON f.feed_id = a.feed_id
    WHERE a.day >= $since AND a.day < $until
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
        AND a.article_id IN (SELECT m.article_id FROM matched AS m)
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
counted AS (
    SELECT 'total' AS facet, '' AS value, count(*)::BIGINT AS articles FROM chosen
    UNION ALL
    SELECT 'stories', '', count(DISTINCT story_id) FROM chosen
    UNION ALL
    SELECT 'outlet', outlet_id::VARCHAR, count(*) FROM chosen GROUP BY outlet_id
    UNION ALL
    SELECT 'lang', lang, count(*) FROM chosen GROUP BY lang
    UNION ALL
    SELECT 'section', section, sum(articles)::BIGINT
    FROM (
        SELECT section, count(*)::BIGINT AS articles FROM chosen GROUP BY section
        UNION ALL
        SELECT f.section, count(DISTINCT c.article_id)
        FROM sighting AS s
        JOIN feed AS f USING (feed_id)
        JOIN chosen AS c ON c.article_id = s.article_id AND c.section <> f.section
        GROUP BY f.section
    )
    GROUP BY section
    UNION ALL
    SELECT 'entity', m.entity_id::VARCHAR, count(DISTINCT m.article_id)
    FROM mention AS m
    WHERE m.day >= $since AND m.day < $until
        AND list_contains($kinds::VARCHAR[], m.kind)
        AND (m.in_title OR NOT $in_title::BOOLEAN)
        AND m.article_id IN (SELECT c.article_id FROM chosen AS c)
    GROUP BY m.entity_id
)
SELECT facet, value, articles
FROM counted
QUALIFY row_number() OVER (PARTITION BY facet ORDER BY articles DESC, value) <= $limit
ORDER BY facet, articles DESC, value;
