INSERT INTO host_pause (host, paused_at, until)
VALUES (:host, :now, :until)
ON CONFLICT (host) DO UPDATE
SET paused_at = excluded.paused_at, until = max(until, excluded.until)
