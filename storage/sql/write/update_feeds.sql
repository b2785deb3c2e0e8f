-- What a batch says of feeds that are known; a feed that is read again is back in the configuration.
-- $created_at TIMESTAMP: of the batch
UPDATE feed
SET outlet_id = i.outlet_id, url = i.url, section = i.section, lang = i.lang,
    removed_at = CASE WHEN feed.removed_at > $created_at THEN feed.removed_at END
FROM (
    SELECT f.key, o.outlet_id, f.url, f.section, f.lang
    FROM incoming_feed AS f
    JOIN outlet AS o ON o.key = f.outlet.key
) AS i
WHERE feed.key = i.key
  AND ((feed.outlet_id, feed.url, feed.section, feed.lang)
       IS DISTINCT FROM (i.outlet_id, i.url, i.section, i.lang) OR feed.removed_at <= $created_at);
