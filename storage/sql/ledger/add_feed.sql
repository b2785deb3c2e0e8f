-- A feed that is new in the configuration.
INSERT INTO feed (feed, url, host, configured_interval_s, interval_s, next_poll_at, added_at)
VALUES (:feed, :url, :host, :interval_s, :interval_s, :next_poll_at, :now)
