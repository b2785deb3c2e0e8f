-- The batches that brought all this, some hundred articles each. $days BIGINT
INSERT INTO batch (name, ingested_at, articles, polls, gazetteer_version)
SELECT
    strftime(begun_at, '%Y%m%dT%H%M%S') || '-' || turn, begun_at, 200, 0,
    (SELECT version FROM gazetteer_version LIMIT 1)
FROM (
    SELECT day - INTERVAL 7 HOURS + to_seconds(86400 * turn // greatest((until - since) // 200, 1)) AS begun_at, turn
    FROM big_day, unnest(range(greatest((until - since) // 200, 1))) AS u (turn)
)
ORDER BY begun_at;
