INSERT INTO outlet_day_delta (day, outlet_id, lang, articles)
SELECT day, outlet_id, lang, count(*)
FROM candidate
WHERE is_new
GROUP BY ALL
ORDER BY ALL;
INSERT INTO changed_day
SELECT DISTINCT day, 1, 0, 0, 0
FROM candidate
WHERE is_new;
