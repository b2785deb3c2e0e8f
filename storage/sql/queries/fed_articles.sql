-- What feeds brought of some days, leaving out what was backfilled or imported.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $entities
-- SMALLINT[]; $kinds VARCHAR[] of mention that count; $stories BOOLEAN: count copies once
-- entity_id (null: whatever they are about), day, articles, outlets
WITH fed AS (
    SELECT article_id, outlet_id, day, CASE WHEN $stories THEN coalesce(story_id, article_id) ELSE article_id END AS thing
    FROM article
    WHERE day >= $since AND day < $until AND NOT backfilled
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
)
SELECT NULL::SMALLINT AS entity_id, day, count(DISTINCT thing) AS articles, count(DISTINCT outlet_id) AS outlets
FROM fed
GROUP BY day
UNION ALL
SELECT m.entity_id, f.day, count(DISTINCT f.thing), count(DISTINCT f.outlet_id)
FROM fed AS f
JOIN mention AS m USING (article_id)
WHERE m.day >= $since AND m.day < $until
    AND list_contains($entities::SMALLINT[], m.entity_id)
    AND list_contains($kinds::VARCHAR[], m.kind)
GROUP BY m.entity_id, f.day;
