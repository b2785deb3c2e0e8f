-- The same for entity_day; its numbers are in the order of audit/recount_entity_days.sql.
INSERT INTO entity_day_delta (
    day, outlet_id, lang, entity_id, articles, articles_named, articles_office, mentions, mentions_named
)
SELECT day, outlet_id, lang, entity_id, change[1], change[2], change[3], change[4], change[5]
FROM correction;
INSERT INTO changed_day
SELECT DISTINCT day, 0, 1, 0, 0
FROM correction;
