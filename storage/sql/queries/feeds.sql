-- Every feed that is read, with its outlet.
-- (no parameters)
-- feed_id, key, outlet_id, outlet, url, section, lang, added_at
SELECT f.feed_id, f.key, f.outlet_id, o.name AS outlet, f.url, f.section, f.lang, f.added_at
FROM feed AS f JOIN outlet AS o USING (outlet_id)
WHERE f.removed_at IS NULL
ORDER BY lower(o.name), f.section, f.feed_id;
