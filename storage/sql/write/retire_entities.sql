-- Entities that the gazetteer no longer has stay with their mentions, marked.
UPDATE entity
SET in_gazetteer = false
WHERE in_gazetteer AND key NOT IN (SELECT key FROM incoming_entity);
