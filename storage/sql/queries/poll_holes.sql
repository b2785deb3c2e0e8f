-- Times between two reads of a feed in which entries may have been missed: the second found only entries that
-- nobody had seen, so the list may have been longer. The first read of a feed tells nothing, and a feed
-- without anything new is quiet.
-- $offset INTERVAL: the zone's distance from UTC; $until TIMESTAMP exclusive
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
WHERE r.all_new AND r.read_before IS NOT NULL
ORDER BY f.outlet_id, first_day;
