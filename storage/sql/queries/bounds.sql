-- What the archive spans. One row; nulls when it is empty.
-- (no parameters)
-- first_day, last_day, articles, updated_at (last batch taken in, or last article seen)
WITH by_day AS (
    SELECT day, sum(articles) AS articles
    FROM outlet_day_delta
    GROUP BY day
    HAVING sum(articles) <> 0
)
SELECT
    min(day) AS first_day,
    max(day) AS last_day,
    coalesce(sum(articles), 0)::BIGINT AS articles,
    coalesce((SELECT max(ingested_at) FROM batch), (SELECT max(first_seen_at) FROM article)) AS updated_at
FROM by_day;
