-- How often stories changed that begin in each month, or have articles in it; all months from the first story on.
-- (no parameters)
-- month (twelve times the year, and months since its begin), changes
SELECT (12 * year(day) + month(day) - 1)::INTEGER AS month, sum(stories)::BIGINT AS changes
FROM (
    SELECT day, stories FROM changed_day
    UNION ALL
    SELECT unnest(generate_series(date_trunc('month', min(begin_day)), max(begin_day), INTERVAL 1 MONTH))::DATE, 0
    FROM story_mention
)
GROUP BY ALL;
