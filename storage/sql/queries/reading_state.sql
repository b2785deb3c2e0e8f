-- Numbers that change when anything of the days before today changes: what coverage is worked out from.
-- $until TIMESTAMP: begin of today; $today DATE
-- rows, articles, weighted (so that a move from one day to another shows), polls
SELECT
    count(*) AS rows,
    sum(articles) AS articles,
    sum(articles::BIGINT * ((day - DATE '2000-01-01') % 8191 + outlet_id::BIGINT * 8209)) AS weighted,
    (SELECT count(*) FROM poll WHERE started_at < $until::TIMESTAMP) AS polls
FROM outlet_day_delta
WHERE day < $today;
