CREATE OR REPLACE TEMP TABLE compacted AS FROM entity_day ORDER BY date_trunc('quarter', day), entity_id, day, outlet_id, lang;
DELETE FROM entity_day_delta;
INSERT INTO entity_day_delta FROM compacted;
DROP TABLE compacted;
