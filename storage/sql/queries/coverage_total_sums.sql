-- Sums of coverage_total_by_day.sql.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[], $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN; $stories BOOLEAN: stories in place of articles, only over all languages
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- $days DATE[]: observed days
-- entity_id, articles, mentions (of all days), share_n (articles of observed days), peak_day (the observed day with
-- the most articles, the latest of several), peak_articles
WITH daily AS (
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
),
observed AS (SELECT unnest($days::DATE[]) AS day)
SELECT
    d.entity_id,
    sum(d.articles)::BIGINT AS articles,
    sum(d.mentions)::BIGINT AS mentions,
    coalesce(sum(d.articles) FILTER (WHERE o.day IS NOT NULL), 0)::BIGINT AS share_n,
    arg_max(d.day, d.articles * 100000 + (d.day - DATE '1970-01-01')) FILTER (WHERE o.day IS NOT NULL) AS peak_day,
    max(d.articles) FILTER (WHERE o.day IS NOT NULL) AS peak_articles
FROM daily AS d
LEFT JOIN observed AS o USING (day)
GROUP BY d.entity_id
ORDER BY d.entity_id;
