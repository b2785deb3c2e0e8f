-- Every entity, countries first, by English name; in_gazetteer is false for those no longer looked for.
-- (no parameters)
-- entity_id, key, kind, name_en, name_id, country, in_gazetteer
SELECT entity_id, key, kind, name_en, name_id, country, in_gazetteer
FROM entity
ORDER BY kind, name_en, entity_id;
