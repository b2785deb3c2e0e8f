-- When each outlet last brought an article and was last read, and how many articles it would usually have brought
-- since: the mean of the same hours some days before.
-- $now TIMESTAMP; $outlets SMALLINT[] (empty: all); $backs INTEGER[]: how many days before, 35 at most
-- outlet_id, key, name, last_article_at, last_ok_at, last_poll_at, articles_24h, usual_24h, missed
WITH came AS (
    SELECT
        outlet_id,
        CASE WHEN backfilled THEN coalesce(published_at, first_seen_at) ELSE first_seen_at END AS came_at
    FROM article
    WHERE day >= ($now::TIMESTAMP - INTERVAL 40 DAYS)::DATE
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
),
latest AS (
    SELECT
        outlet_id,
        max(came_at) FILTER (WHERE came_at <= $now::TIMESTAMP) AS last_article_at,
        count(*) FILTER (WHERE came_at <= $now::TIMESTAMP AND came_at > $now::TIMESTAMP - INTERVAL 24 HOURS) AS articles_24h
    FROM came
    GROUP BY outlet_id
),
usual AS (
    SELECT
        c.outlet_id,
        count(*) FILTER (WHERE c.came_at > $now::TIMESTAMP - to_days(b.back + 1)) / len($backs::INTEGER[]) AS usual_24h,
        count(*) FILTER (WHERE c.came_at > l.last_article_at - to_days(b.back)) / len($backs::INTEGER[]) AS missed
    FROM came AS c
    JOIN latest AS l USING (outlet_id)
    JOIN (SELECT unnest($backs::INTEGER[]) AS back) AS b
        ON c.came_at <= $now::TIMESTAMP - to_days(b.back)
        AND c.came_at > least(l.last_article_at - to_days(b.back), $now::TIMESTAMP - to_days(b.back + 1))
    GROUP BY c.outlet_id
),
read AS (
    SELECT
        f.outlet_id,
        max(p.started_at) FILTER (WHERE p.status <> 'failed') AS last_ok_at,
        max(p.started_at) AS last_poll_at
    FROM feed AS f
    LEFT JOIN poll AS p ON p.feed_id = f.feed_id
        AND p.started_at <= $now::TIMESTAMP AND p.started_at > $now::TIMESTAMP - INTERVAL 40 DAYS
    WHERE f.removed_at IS NULL
    GROUP BY f.outlet_id
)
SELECT
    o.outlet_id, o.key, o.name, l.last_article_at, r.last_ok_at, r.last_poll_at,
    coalesce(l.articles_24h, 0)::BIGINT AS articles_24h,
    coalesce(u.usual_24h, 0)::DOUBLE AS usual_24h,
    coalesce(u.missed, 0)::DOUBLE AS missed
FROM outlet AS o
JOIN read AS r USING (outlet_id)
LEFT JOIN latest AS l USING (outlet_id)
LEFT JOIN usual AS u USING (outlet_id)
WHERE len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], o.outlet_id)
ORDER BY lower(o.name), o.outlet_id;
