-- Sums of coverage_by_day.sql.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[] (empty: all);
-- $capitals BOOLEAN: whether articles that have only a capital count
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- $days DATE[]: observed days
-- entity_id, articles, mentions (of all days), share_n (articles of observed days), peak_day (the observed day with
-- the most articles, the latest of several), peak_articles
WITH daily AS (
    SELECT
        entity_id,
        day,
        sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::BIGINT AS articles,
        sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END)::BIGINT AS mentions
    FROM entity_day_delta AS d
    WHERE day >= $since AND day < $until
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
        AND (len($entities::SMALLINT[]) = 0 OR list_contains($entities::SMALLINT[], entity_id))
        AND NOT EXISTS (
            SELECT 1
            FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
            WHERE u.outlet_id = d.outlet_id AND u.day = d.day
        )
    GROUP BY entity_id, day
    HAVING sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END) > 0
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
