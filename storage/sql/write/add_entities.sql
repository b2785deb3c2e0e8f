-- Entities of the gazetteer (temp table incoming_entity) that the archive does not have yet, with the next ids.
INSERT INTO entity (entity_id, key, kind, name_en, name_id, country, in_gazetteer)
SELECT
    (SELECT coalesce(max(entity_id), 0) FROM entity) + row_number() OVER (ORDER BY place),
    key, kind, name_en, name_id, country, true
FROM incoming_entity
ANTI JOIN entity USING (key);
