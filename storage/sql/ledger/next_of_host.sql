SELECT feed, next_poll_at FROM feed WHERE host = :host AND removed_at IS NULL ORDER BY next_poll_at, feed
