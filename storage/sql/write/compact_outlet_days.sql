CREATE OR REPLACE TEMP TABLE compacted AS FROM outlet_day ORDER BY outlet_id, lang, day;
DELETE FROM outlet_day_delta;
INSERT INTO outlet_day_delta FROM compacted;
DROP TABLE compacted;
