-- Feeds polled under a clock that was ahead; :slack is a little after now.
SELECT feed, interval_s FROM feed WHERE last_poll_at > :slack ORDER BY feed
