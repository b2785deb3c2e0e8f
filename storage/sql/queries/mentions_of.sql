-- Every mention in some articles, of every kind.
-- $articles BIGINT[]; $days DATE[]: of these articles, so that no other days are read
-- article_id, entity_id, key, name_en, name_id, kind, count, in_title, spans (field, start_char, end_char)
SELECT m.article_id, m.entity_id, e.key, e.name_en, e.name_id, m.kind, m.count, m.in_title,
    [
        {'field': s.field, 'start_char': s.start_char, 'end_char': s.start_char + s.length}
        FOR s IN m.spans
    ] AS spans
FROM mention AS m JOIN entity AS e USING (entity_id)
WHERE m.day IN $days::DATE[]
    AND m.article_id IN (SELECT unnest($articles::BIGINT[]))
ORDER BY m.article_id, m.count DESC, m.entity_id, m.kind;
