-- What is still to be matched, by day: day, articles, size. An article's size is its text in bytes, at least $least.
-- $day DATE, $after BIGINT: day and id of the last article done; $below UBIGINT: of the sample, all when greatest
SELECT day, count(*) AS articles, sum(greatest(strlen(title) + strlen(body), $least)) AS size
FROM article
WHERE (day > $day OR (day = $day AND article_id > $after)) AND hash(article_id) <= $below
    AND text_gone IS NULL
GROUP BY day
ORDER BY day;
