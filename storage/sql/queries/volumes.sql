-- Articles of each outlet in each language per day. Days without any are absent.
-- $since DATE inclusive; $until DATE exclusive
-- outlet_id, lang, day (days since 1970-01-01), articles
SELECT outlet_id, lang, (day - DATE '1970-01-01')::INTEGER AS day, sum(articles)::INTEGER AS articles
FROM outlet_day_delta
WHERE day >= $since AND day < $until
GROUP BY outlet_id, lang, outlet_day_delta.day
HAVING sum(articles) > 0
ORDER BY outlet_id, lang;
