-- Articles stored more than once: article_id, url, times
SELECT article_id, min(url) AS url, count(*) AS times
FROM article
GROUP BY article_id
HAVING count(*) > 1
ORDER BY article_id;
