-- Every mention in some articles, of every kind.
-- $articles: by $day DATE, $ids BIGINT[] of each
-- article_id, entity_id, key, name_en, name_id, kind, count, in_title, spans (field, start_char, end_char)
SELECT m.article_id, m.entity_id, e.key, e.name_en, e.name_id, m.kind, m.count, m.in_title,
    [
        {'field': s.field, 'start_char': s.start_char, 'end_char': s.start_char + s.length}
        FOR s IN m.spans
    ] AS spans
FROM (
    -- each $articles
    SELECT article_id, entity_id, kind, count, in_title, spans
    FROM mention
    WHERE day = $day AND article_id IN $ids::BIGINT[]
    -- end
) AS m
JOIN entity AS e USING (entity_id)
ORDER BY m.article_id, m.count DESC, m.entity_id, m.kind;
