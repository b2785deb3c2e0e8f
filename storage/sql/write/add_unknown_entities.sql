-- Entities that a collector with a newer gazetteer found. They get their names when that gazetteer is here.
INSERT INTO entity (entity_id, key, kind, name_en, name_id, country, in_gazetteer)
SELECT
    (SELECT coalesce(max(entity_id), 0) FROM entity) + row_number() OVER (ORDER BY key),
    key, split_part(key, ':', 1), split_part(key, ':', 2), split_part(key, ':', 2), NULL, false
FROM (SELECT DISTINCT entity AS key FROM incoming_mention)
ANTI JOIN entity USING (key);
