-- A feed whose address was changed in the configuration: another document, so nothing known of the old one holds.
UPDATE feed
SET url = :url, host = :host, next_poll_at = :now, interval_s = configured_interval_s,
    etag = NULL, last_modified = NULL, body_hash = NULL, last_fetched_at = NULL,
    failures = 0, failing_since = NULL, last_error = NULL, gone_count = 0, gone_since = NULL,
    read_from = NULL, moved_to = NULL, moved_count = 0, move_refused = NULL,
    wish_s = NULL, skip_hours = 0, skip_days = 0, alive_at = NULL, daily_new = NULL, longest_gap_s = NULL
WHERE feed = :feed
