-- A feed whose address was changed in the configuration: another document, so nothing known of the old one holds.
UPDATE feed
SET url = :url, host = :host, next_poll_at = :now,
    etag = NULL, last_modified = NULL, body_hash = NULL,
    failures = 0, failing_since = NULL, last_error = NULL, moved_to = NULL, moved_count = 0
WHERE feed = :feed
