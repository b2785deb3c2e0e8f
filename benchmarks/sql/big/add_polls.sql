-- How the feeds were read on some days: evenly, a few polls failing, and now and then an outlet not read for days.
-- $seed, $polls BIGINT: a feed's polls a day; $since, $until DATE (exclusive)
INSERT INTO poll (
    feed_id, started_at, took_ms, status, http_status, bytes, entries, new_articles, known_articles, error,
    dates_set_aside
)
WITH read AS (
    SELECT
        f.feed_id, d.day,
        d.day - INTERVAL 7 HOURS + to_milliseconds(86400000 * u.turn // $polls
            + die(hash(f.feed_id, d.day, u.turn, $seed), 60000)) AS started_at,
        die(hash(f.feed_id, d.day, u.turn, $seed, 'luck'), 1000) AS luck,
        die(hash(f.outlet_id, (d.day - DATE '2000-01-01') // 2, $seed, 'away'), 4000) = 0 AS away
    FROM big_day AS d, feed AS f, unnest(range($polls)) AS u (turn)
    WHERE d.day >= $since AND d.day < $until AND f.added_at < d.day
)
SELECT
    feed_id, started_at, 80 + luck % 400,
    CASE WHEN away OR luck < 8 THEN 'failed' WHEN luck < 600 THEN 'unchanged' ELSE 'ok' END,
    CASE WHEN away OR luck < 8 THEN NULL WHEN luck < 600 THEN 304 ELSE 200 END,
    CASE WHEN away OR luck < 600 THEN 0 ELSE 18000 + 11 * luck END,
    CASE WHEN away OR luck < 600 THEN 0 ELSE 20 END,
    CASE WHEN away OR luck < 600 THEN 0 ELSE luck % 4 END,
    CASE WHEN away OR luck < 600 THEN 0 ELSE 20 - luck % 4 END,
    CASE WHEN away OR luck < 8 THEN 'no answer within 20 seconds' END,
    0
FROM read
ORDER BY started_at, feed_id;
