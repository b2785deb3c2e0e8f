-- How reading each feed went in the last 40 days, as the polls that came in tell it.
-- $now TIMESTAMP
-- feed_id, last_poll_at, last_ok_at, last_new_at, failures, failing_since, http_status, error
WITH recent AS (
    SELECT feed_id, started_at, status, http_status, new_articles, error
    FROM poll
    WHERE started_at <= $now::TIMESTAMP AND started_at > $now::TIMESTAMP - INTERVAL 40 DAYS
),
read AS (
    SELECT
        feed_id,
        max(started_at) AS last_poll_at,
        max(started_at) FILTER (WHERE status <> 'failed') AS last_ok_at,
        max(started_at) FILTER (WHERE new_articles > 0) AS last_new_at,
        arg_max(status, started_at) = 'failed' AS failed,
        arg_max(http_status, started_at) AS http_status,
        arg_max(error, started_at) AS error
    FROM recent
    GROUP BY feed_id
),
failing AS (
    SELECT r.feed_id, count(*) AS failures, min(r.started_at) AS failing_since
    FROM recent AS r JOIN read AS l USING (feed_id)
    WHERE l.last_ok_at IS NULL OR r.started_at > l.last_ok_at
    GROUP BY r.feed_id
)
SELECT
    f.feed_id, r.last_poll_at, r.last_ok_at, r.last_new_at,
    coalesce(x.failures, 0)::BIGINT AS failures, x.failing_since,
    CASE WHEN r.failed THEN r.http_status END AS http_status,
    CASE WHEN r.failed THEN r.error END AS error
FROM feed AS f
LEFT JOIN read AS r USING (feed_id)
LEFT JOIN failing AS x USING (feed_id)
WHERE f.removed_at IS NULL
ORDER BY f.feed_id;
