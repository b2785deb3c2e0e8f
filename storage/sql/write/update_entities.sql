-- Names and countries as the gazetteer (temp table incoming_entity) has them now; ids never change.
UPDATE entity
SET kind = i.kind, name_en = i.name_en, name_id = i.name_id, country = i.country, in_gazetteer = true
FROM incoming_entity AS i
WHERE entity.key = i.key
  AND (entity.kind, entity.name_en, entity.name_id, entity.country, entity.in_gazetteer)
      IS DISTINCT FROM (i.kind, i.name_en, i.name_id, i.country, true);
