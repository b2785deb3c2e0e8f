-- Where the articles of a chunk name what, as stored: one number a place, see codes.py.
-- Variables: kinds VARCHAR[]; the others as in texts.sql
SELECT
    article_id,
    (((entity_id::BIGINT * 16 + coalesce(list_position(getvariable('kinds'), kind), 0)) * 2
        + (place.field = 'title')::BIGINT) * 134217728 + place.start_char) * 65536
        + place.length AS code
FROM (
    SELECT article_id, entity_id, kind, unnest(spans) AS place
    FROM mention
    WHERE day BETWEEN getvariable('first') AND getvariable('last')
        AND article_id > getvariable('after') AND article_id <= getvariable('upto')
        AND hash(article_id) <= getvariable('below')
);
