-- Feeds that are new to the archive, with the next ids.
-- $created_at TIMESTAMP: of the batch
INSERT INTO feed (feed_id, key, outlet_id, url, section, lang, added_at)
SELECT
    (SELECT coalesce(max(feed_id), 0) FROM feed) + row_number() OVER (ORDER BY i.place),
    i.key, o.outlet_id, i.url, i.section, i.lang, $created_at
FROM incoming_feed AS i
JOIN outlet AS o ON o.key = i.outlet.key
WHERE i.key NOT IN (SELECT key FROM feed);
