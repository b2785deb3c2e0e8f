-- Mentions of changed articles from their places, which are numbers as in had.sql, in text order.
-- $kinds VARCHAR[]
INSERT INTO mention_change
SELECT
    1, c.article_id, p.entity_id, p.kind, least(count(*), 32767), bool_or(p.field = 'title'),
    list(struct_pack(field := p.field, start_char := p.start_char, length := p.length) ORDER BY p.place),
    c.day, c.outlet_id, c.lang
FROM (
    SELECT
        article_id, place,
        (code // 281474976710656)::SMALLINT AS entity_id,
        $kinds[code // 17592186044416 % 16] AS kind,
        CASE WHEN code // 8796093022208 % 2 = 1 THEN 'title' ELSE 'body' END AS field,
        (code // 65536 % 134217728)::INTEGER AS start_char,
        (code % 65536)::INTEGER AS length
    FROM incoming_place
) AS p
JOIN edited AS c USING (article_id)
GROUP BY c.place, c.article_id, p.entity_id, p.kind, c.day, c.outlet_id, c.lang
ORDER BY c.place, min(p.place);
