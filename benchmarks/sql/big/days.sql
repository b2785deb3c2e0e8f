-- How many articles were seen per day: growing, fewer at week-ends and over holidays, never twice the same.
-- $seed, $articles BIGINT; $first DATE, $days BIGINT
CREATE OR REPLACE TEMP TABLE big_day AS
WITH weighed AS (
    SELECT
        $first::DATE + place::INTEGER AS day,
        (1 + 0.35 * place / $days)
            * CASE WHEN dayofweek($first::DATE + place::INTEGER) IN (0, 6) THEN 0.62 ELSE 1.0 END
            * (1 + 0.12 * sin(2 * pi() * (place % 365) / 365.25))
            * (0.94 + 0.12 * (die(hash(place, $seed, 'volume'), 1000)) / 1000) AS weight
    FROM (SELECT unnest(range($days)) AS place)
), summed AS (
    SELECT day, (sum(weight) OVER (ORDER BY day) / sum(weight) OVER () * $articles)::BIGINT AS until
    FROM weighed
)
SELECT day, coalesce(lag(until) OVER (ORDER BY day), 0) AS since, until
FROM summed
ORDER BY day;
