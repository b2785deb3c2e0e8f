-- How often the feeds of each outlet were read per day. Days without any poll are absent.
-- $offset INTERVAL: the zone's distance from UTC; $until TIMESTAMP exclusive
-- outlet_id, day, feeds (polled that day), ok (successful polls)
SELECT
    f.outlet_id,
    (p.started_at + $offset::INTERVAL)::DATE AS day,
    count(DISTINCT p.feed_id)::BIGINT AS feeds,
    count(*) FILTER (WHERE p.status <> 'failed')::BIGINT AS ok
FROM poll AS p JOIN feed AS f USING (feed_id)
WHERE p.started_at < $until::TIMESTAMP
GROUP BY ALL
ORDER BY f.outlet_id, day;
