-- Unknown names of candidates that are new.
INSERT INTO name_seen (
    article_id, name, name_folded, title, country, field, start_char, end_char, day, outlet_id, lang
)
SELECT
    c.article_id, n.name, n.name_folded, n.title, n.country, n.field, n.start_char, n.end_char,
    c.day, c.outlet_id, c.lang
FROM incoming_name AS n
JOIN candidate AS c USING (place)
WHERE c.is_new
ORDER BY place;
