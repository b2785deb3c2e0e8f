-- Another interval in the configuration starts afresh, and no later than that from now.
UPDATE feed
SET configured_interval_s = :interval_s, interval_s = :interval_s, next_poll_at = min(next_poll_at, :soon)
WHERE feed = :feed AND configured_interval_s <> :interval_s
