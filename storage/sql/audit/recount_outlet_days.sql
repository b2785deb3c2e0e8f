-- Rows of outlet_day that a count of table article contradicts: day, outlet_id, lang, stored, counted
WITH counted AS (
    SELECT day, outlet_id, lang, count(*)::INTEGER AS articles
    FROM article
    GROUP BY ALL
)
SELECT day, outlet_id, lang, s.articles AS stored, c.articles AS counted
FROM outlet_day AS s
FULL JOIN counted AS c USING (day, outlet_id, lang)
WHERE s.articles IS DISTINCT FROM c.articles
ORDER BY ALL;
