INSERT INTO outlet_day_delta (day, outlet_id, lang, articles)
SELECT day, outlet_id, lang, count(*)
FROM candidate
WHERE is_new
GROUP BY ALL
ORDER BY ALL;
