-- What is mentioned as the writer has it: mention_change, in text order.
INSERT INTO mention_change
SELECT
    1, m.article_id, n.entity_id, n.kind, n.often + n.in_title::SMALLINT, n.in_title,
    CASE
        WHEN n.in_title THEN list_prepend(
            {'field': 'title', 'start_char': n.title_char, 'length': n.length}, n.places
        )
        ELSE n.places
    END,
    m.day, m.outlet_id, m.lang
FROM (
    SELECT
        place, entity_id, turn, kind, often, in_title, title_char::INTEGER AS title_char, length,
        list_transform(
            range(often),
            lambda x: {
                'field': 'body',
                'start_char': (280 * turn + 70 * x)::INTEGER,
                'length': length
            }
        ) AS places
    FROM named
    UNION ALL
    SELECT
        place, entity_id, turn, other, 1, false, 0, length,
        [{
            'field': 'body',
            'start_char': (280 * turn + 210)::INTEGER,
            'length': length
        }]
    FROM named
    WHERE other NOT IN ('', kind)
) AS n
JOIN made AS m USING (place)
ORDER BY m.place, n.turn, n.kind;
