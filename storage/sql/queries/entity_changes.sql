-- How often counts of entities changed on days of each month.
-- (no parameters)
-- month (twelve times the year, and months since its begin), changes
SELECT (12 * year(day) + month(day) - 1)::INTEGER AS month, sum(entities)::BIGINT AS changes
FROM changed_day
GROUP BY ALL;
