-- The same for entity_day; its numbers are in the order of audit/recount_entity_days.sql.
INSERT INTO entity_day_delta (
    day, outlet_id, lang, entity_id, articles, articles_named, articles_office, mentions, mentions_named
)
SELECT day, outlet_id, lang, entity_id, change[1], change[2], change[3], change[4], change[5]
FROM correction;
INSERT INTO entity_total_delta (day, lang, entity_id, articles, articles_named, mentions, mentions_named)
SELECT day, lang, entity_id, sum(change[1]), sum(change[2]), sum(change[4]), sum(change[5])
FROM correction
GROUP BY day, lang, entity_id
HAVING sum(change[1]) <> 0 OR sum(change[2]) <> 0 OR sum(change[4]) <> 0;
INSERT INTO changed_day
SELECT DISTINCT day, 0, 1, 0, 0
FROM correction;
