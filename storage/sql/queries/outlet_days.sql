-- Articles collected per outlet and day in some languages. Days without any are absent.
-- $langs VARCHAR[] (empty: all); $since DATE inclusive; $until DATE exclusive
-- outlet_id, day, articles
SELECT outlet_id, day, sum(articles)::BIGINT AS articles
FROM outlet_day_delta
WHERE day >= $since AND day < $until
    AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
GROUP BY outlet_id, day
HAVING sum(articles) > 0
ORDER BY outlet_id, day;
