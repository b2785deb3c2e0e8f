INSERT INTO mention_change
SELECT
    1, c.article_id, e.entity_id, m.kind, least(m.count, 32767), m.in_title, m.spans,
    c.day, c.outlet_id, c.lang, c.published_at
FROM incoming_mention AS m
JOIN entity AS e ON e.key = m.entity
JOIN edited AS c USING (place)
ORDER BY place;
