-- Times when a feed was not read for so long that entries were lost: the first read afterwards found only
-- entries that nobody had seen.
-- $offset INTERVAL: the zone's distance from UTC; $hole INTERVAL: how long is long; $until TIMESTAMP exclusive
-- outlet_id, feed_id, first_day, last_day
WITH read AS (
    SELECT
        feed_id,
        started_at,
        status = 'ok' AND new_articles > 0 AND known_articles = 0 AS all_new,
        lag(started_at) OVER (PARTITION BY feed_id ORDER BY started_at) AS read_before
    FROM poll
    WHERE status <> 'failed' AND started_at < $until::TIMESTAMP
)
SELECT
    f.outlet_id,
    r.feed_id,
    (r.read_before + $offset::INTERVAL)::DATE AS first_day,
    (r.started_at + $offset::INTERVAL)::DATE AS last_day
FROM read AS r JOIN feed AS f USING (feed_id)
WHERE r.all_new AND r.started_at - r.read_before > $hole::INTERVAL
ORDER BY f.outlet_id, first_day;
