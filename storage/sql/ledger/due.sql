-- :slack is a little after :now; a time later than that was written under a wrong clock and is not waited for.
WHERE f.removed_at IS NULL
  AND (f.next_poll_at <= :now OR f.last_poll_at > :slack)
  AND (p.until IS NULL OR p.until <= :now OR p.paused_at > :slack)
ORDER BY f.next_poll_at, f.feed
LIMIT :limit
