-- Articles collected per day from some outlets in some languages. Days without any are absent.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- day, articles
SELECT day, sum(articles)::BIGINT AS articles
FROM outlet_day_delta AS d
WHERE day >= $since AND day < $until
    AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
    AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    AND NOT EXISTS (
        SELECT 1
        FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
        WHERE u.outlet_id = d.outlet_id AND u.day = d.day
    )
GROUP BY day
HAVING sum(articles) > 0
ORDER BY day;
