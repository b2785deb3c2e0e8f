-- A feed whose new address has been written into the configuration: nothing else changes.
UPDATE feed
SET url = :url, host = :host, read_from = NULL, moved_to = NULL, moved_count = 0, move_refused = NULL
WHERE feed = :feed
