INSERT INTO main.host_pause (host, paused_at, until)
SELECT host, paused_at, until FROM other.host_pause WHERE TRUE
ON CONFLICT (host) DO UPDATE
SET paused_at = excluded.paused_at, until = excluded.until
WHERE excluded.until > host_pause.until
