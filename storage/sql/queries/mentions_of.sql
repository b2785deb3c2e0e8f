-- Every mention in some articles, of every kind.
-- $articles BIGINT[]; $since DATE inclusive, $until DATE exclusive: days that these articles lie in
-- article_id, entity_id, key, name_en, name_id, kind, count, in_title, spans
SELECT m.article_id, m.entity_id, e.key, e.name_en, e.name_id, m.kind, m.count, m.in_title, m.spans
FROM mention AS m JOIN entity AS e USING (entity_id)
WHERE m.day >= $since AND m.day < $until
    AND m.article_id IN (SELECT unnest($articles::BIGINT[]))
ORDER BY m.article_id, m.count DESC, m.entity_id, m.kind;
