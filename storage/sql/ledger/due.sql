-- At most :per_host of each host that is not paused; those that waited longest first. :limit of the feeds that
-- are well and :limit of those that fail: however many fail, the others are found.
-- :only is a JSON array of the feeds to look at, or null for all.
WHERE f.feed IN (
    SELECT feed
    FROM (
        SELECT feed, row_number() OVER (PARTITION BY failing ORDER BY next_poll_at, feed) AS turn
        FROM (
            SELECT
                w.feed, w.next_poll_at, w.failures > 0 AS failing,
                row_number() OVER (PARTITION BY w.host ORDER BY w.next_poll_at, w.feed) AS place
            FROM feed AS w LEFT JOIN host_pause AS q USING (host)
            WHERE w.removed_at IS NULL AND w.next_poll_at <= :now
              AND (q.until IS NULL OR q.until <= :now)
              AND (:only IS NULL OR w.feed IN (SELECT value FROM json_each(:only)))
        )
        WHERE place <= :per_host
    )
    WHERE turn <= :limit
)
ORDER BY f.next_poll_at, f.feed
LIMIT :limit * 2
