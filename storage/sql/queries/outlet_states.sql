-- Names of outlets and when the last feed of each was removed.
-- (no parameters)
-- outlet_id, name, feeds, removed, removed_at
SELECT o.outlet_id, o.name, count(f.feed_id) AS feeds, count(f.removed_at) AS removed, max(f.removed_at) AS removed_at
FROM outlet AS o LEFT JOIN feed AS f USING (outlet_id)
GROUP BY o.outlet_id, o.name
ORDER BY o.outlet_id;
