-- What the articles in "made" mention, one row an entity and way of mentioning, with its places. A text is made of
-- pieces of 280 characters, one an entity, with the name at every 70th of these.
-- $seed BIGINT
CREATE OR REPLACE TEMP TABLE named AS
WITH drawn AS (
    SELECT m.place, m.story, m.day, u.turn, die(hash(m.story, u.turn, $seed, 'entity'), 65536) AS slot
    FROM made AS m, unnest(range(m.entities)) AS u (turn)
), about AS (
    SELECT d.place, d.story, s.entity_id, min(d.turn) AS turn
    FROM drawn AS d
    JOIN big_entity_slot AS s USING (slot)
    GROUP BY d.place, d.story, s.entity_id
    UNION ALL
    SELECT m.place, m.story, b.entity_id, m.entities
    FROM made AS m
    JOIN big_burst AS b USING (day)
    WHERE die(hash(m.story, $seed, 'burst'), 1000) < b.permille
), kept AS (
    SELECT place, story, entity_id, min(turn) AS turn
    FROM about
    WHERE turn < 2 OR story = place OR die(hash(place, entity_id, $seed, 'left out'), 10) > 0
    GROUP BY place, story, entity_id
), ways AS (
    SELECT
        k.*, e.name, len(e.name)::INTEGER AS length,
        ['name', 'name', 'name', 'name', 'name', 'name', 'name', 'demonym', 'capital', 'nickname'][
            1 + die(hash(story, entity_id, $seed, 'kind'), 10)
        ] AS kind,
        1 + die(hash(place, entity_id, $seed, 'often'), 5) // 2 AS often,
        ['', '', '', 'demonym', 'capital', 'office'][1 + die(hash(place, entity_id, $seed, 'too'), 6)] AS other
    FROM kept AS k
    JOIN big_entity AS e USING (entity_id)
)
SELECT
    w.place, w.entity_id, w.turn, w.name, w.length, w.kind, w.often, w.other,
    m.titled > w.turn AS in_title,
    CASE WHEN w.turn = 1 THEN 5 + lag(w.length) OVER (PARTITION BY w.place ORDER BY w.turn) ELSE 0 END AS title_char
FROM ways AS w
JOIN made AS m USING (place);
