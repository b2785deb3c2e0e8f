-- Languages that articles are in, most written in first.
-- (no parameters)
-- lang
SELECT lang
FROM outlet_day_delta
GROUP BY lang
HAVING sum(articles) > 0
ORDER BY sum(articles) DESC, lang;
