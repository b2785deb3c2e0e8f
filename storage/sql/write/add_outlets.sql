-- Outlets that are new to the archive, with the next ids.
INSERT INTO outlet (outlet_id, key, name, country, lang, homepage)
SELECT
    (SELECT coalesce(max(outlet_id), 0) FROM outlet) + row_number() OVER (ORDER BY min(place)),
    outlet.key, last(outlet.name), last(outlet.country), last(outlet.lang), last(outlet.homepage)
FROM incoming_feed
WHERE outlet.key NOT IN (SELECT key FROM outlet)
GROUP BY outlet.key;
