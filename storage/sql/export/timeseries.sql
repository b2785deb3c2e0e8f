-- What was put into temp table series, for COPY.
SELECT
    s.day AS start, e.key AS entity, cell(e.name_en) AS name, s.articles AS n, s.collected,
    round(s.share, 6) AS share, s.mentions, s.days, s.days_observed,
    CASE WHEN s.state = 'observed' THEN 'ok' ELSE s.state END AS state
FROM series AS s
JOIN entity AS e USING (entity_id)
ORDER BY e.key, s.day
