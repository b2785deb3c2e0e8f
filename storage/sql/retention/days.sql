-- Days of articles whose texts are to go, as far as they have any: day, articles
-- $before TIMESTAMP: those first seen before
SELECT day, count(*) AS articles
FROM article
WHERE first_seen_at < $before AND text_gone IS NULL
GROUP BY day
ORDER BY day;
