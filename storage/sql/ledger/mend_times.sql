-- No time of the past lies after :now.
UPDATE feed
SET next_poll_at = :next_poll_at,
    last_poll_at = min(last_poll_at, :now),
    last_ok_at = min(last_ok_at, :now),
    last_new_at = min(last_new_at, :now),
    last_fetched_at = min(last_fetched_at, :now),
    alive_at = min(alive_at, :now),
    failing_since = min(failing_since, :now),
    gone_since = min(gone_since, :now)
WHERE feed = :feed
