-- Numbers that change when anything of the days before today changes: what an answer about them was true for.
-- Changes are appended as differences, so there are more rows after each.
-- $until TIMESTAMP: begin of today; $today DATE
-- volumes (rows, articles, weighted: so that a move from one day to another shows), polls, entity_days (rows,
-- articles, mentions)
SELECT
    (
        SELECT (
            count(*),
            sum(articles),
            sum(articles::BIGINT * ((day - DATE '2000-01-01') % 8191 + outlet_id::BIGINT * 8209))
        )
        FROM outlet_day_delta
        WHERE day < $today
    ) AS volumes,
    (SELECT count(*) FROM poll WHERE started_at < $until::TIMESTAMP) AS polls,
    (SELECT (count(*), sum(articles), sum(mentions)) FROM entity_day_delta WHERE day < $today) AS entity_days;
