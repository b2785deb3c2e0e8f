-- What was put into temp table outlet_series, for COPY.
SELECT
    s.day, o.key AS outlet, cell(o.name) AS name, s.articles, round(s.expected, 1) AS expected,
    CASE WHEN s.state = 'observed' THEN 'ok' ELSE s.state END AS state, s.reason
FROM outlet_series AS s
JOIN outlet AS o USING (outlet_id)
ORDER BY o.key, s.day
