-- Every entity, countries first, by English name.
-- (no parameters)
-- entity_id, key, kind, name_en, name_id, country
SELECT entity_id, key, kind, name_en, name_id, country
FROM entity
ORDER BY kind, name_en, entity_id;
