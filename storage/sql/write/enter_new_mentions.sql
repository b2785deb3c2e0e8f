INSERT INTO mention_change
SELECT
    1, c.article_id, e.entity_id, m.kind, least(m.count, 32767), m.in_title,
    [
        {'field': s.field, 'start_char': s.start_char, 'length': s.end_char - s.start_char}
        FOR s IN m.spans
    ],
    c.day, c.outlet_id, c.lang
FROM incoming_mention AS m
JOIN entity AS e ON e.key = m.entity
JOIN candidate AS c USING (place)
WHERE c.is_new
ORDER BY place;
