-- What the archive spans. One row; nulls when it is empty.
-- (no parameters)
-- first_day, last_day, articles, updated_at (last batch taken in, or last article seen)
SELECT
    (SELECT min(day) FROM outlet_day) AS first_day,
    (SELECT max(day) FROM outlet_day) AS last_day,
    (SELECT coalesce(sum(articles), 0)::BIGINT FROM outlet_day_delta) AS articles,
    coalesce((SELECT max(ingested_at) FROM batch), (SELECT max(first_seen_at) FROM article)) AS updated_at;
