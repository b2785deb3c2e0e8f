-- Articles whose day is another one now.
INSERT INTO outlet_day_delta (day, outlet_id, lang, articles)
SELECT day, outlet_id, lang, sum(sign)
FROM (
    SELECT unnest([day_before, day]) AS day, unnest([-1, 1]) AS sign, outlet_id, lang
    FROM edited
    WHERE day <> day_before
)
GROUP BY ALL
HAVING sum(sign) <> 0
ORDER BY ALL;
INSERT INTO changed_day
SELECT DISTINCT unnest([day_before, day]), 1, 0, 0, 0
FROM edited
WHERE day <> day_before;
