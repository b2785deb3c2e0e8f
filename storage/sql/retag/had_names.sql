-- The unknown names that the articles of a chunk have, as stored.
-- Variables as in texts.sql
SELECT article_id, name, title, country, field, start_char, end_char
FROM name_seen
WHERE day BETWEEN getvariable('first') AND getvariable('last')
    AND article_id > getvariable('after') AND article_id <= getvariable('upto')
    AND hash(article_id) <= getvariable('below');
