-- Rows of outlet_day that a count of table article contradicts: day, outlet_id, lang, stored, counted
-- $since DATE inclusive, $until DATE exclusive
WITH counted AS (
    SELECT day, outlet_id, lang, count(*)::INTEGER AS articles
    FROM article
    WHERE day >= $since AND day < $until
    GROUP BY ALL
), stored AS (
    SELECT day, outlet_id, lang, articles
    FROM outlet_day
    WHERE day >= $since AND day < $until
)
SELECT day, outlet_id, lang, s.articles AS stored, c.articles AS counted
FROM stored AS s
FULL JOIN counted AS c USING (day, outlet_id, lang)
WHERE s.articles IS DISTINCT FROM c.articles
ORDER BY ALL;
