-- Articles stored more than once: article_id, url, times
-- $since DATE inclusive, $until DATE exclusive: both rows lie in these days
SELECT article_id, min(whole_url(url, title)) AS url, count(*) AS times
FROM article
WHERE day >= $since AND day < $until
GROUP BY article_id
HAVING count(*) > 1
ORDER BY article_id;
