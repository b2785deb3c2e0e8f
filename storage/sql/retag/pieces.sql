-- One day in pieces of about $size, by id: upto (greatest id), articles. Size as in days.sql.
-- $day DATE, $after BIGINT, $below UBIGINT, $least INTEGER
SELECT max(article_id) AS upto, count(*) AS articles
FROM (
    SELECT
        article_id,
        sum(greatest(strlen(title) + strlen(body), $least)) OVER (ORDER BY article_id ROWS UNBOUNDED PRECEDING)
            // $size AS piece
    FROM article
    WHERE day = $day AND article_id > $after AND hash(article_id) <= $below
        AND text_gone IS NULL
)
GROUP BY piece
ORDER BY upto;
