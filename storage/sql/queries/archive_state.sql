-- Numbers that change whenever days before today change: what coverage is computed from.
-- $until TIMESTAMP: begin of today; $today DATE
-- deltas, articles, polls, outlets, feeds, removed
SELECT
    (SELECT count(*) FROM outlet_day_delta WHERE day < $today) AS deltas,
    (SELECT sum(articles * epoch(day) % 1000003) FROM outlet_day_delta WHERE day < $today) AS articles,
    (SELECT count(*) FROM poll WHERE started_at < $until::TIMESTAMP) AS polls,
    (SELECT count(*) FROM outlet) AS outlets,
    (SELECT count(*) FROM feed) AS feeds,
    (SELECT count(removed_at) FROM feed) AS removed;
