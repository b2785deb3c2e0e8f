-- Feeds that the other ledger has polled later. :feeds is a JSON array.
SELECT o.feed
FROM other.feed AS o LEFT JOIN main.feed AS m USING (feed)
WHERE o.feed IN (SELECT value FROM json_each(:feeds)) AND o.last_poll_at > coalesce(m.last_poll_at, '')
