-- Feeds polled under a clock that was ahead, or put off by a pause from then; :slack is a little after now.
SELECT feed, interval_s
FROM feed
WHERE last_poll_at > :slack OR host IN (SELECT host FROM host_pause WHERE paused_at > :slack)
ORDER BY feed
