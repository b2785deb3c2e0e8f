-- What outlet_day lacks, or has too much: correction (day, outlet_id, lang, change)
INSERT INTO outlet_day_delta (day, outlet_id, lang, articles)
SELECT day, outlet_id, lang, change
FROM correction;
INSERT INTO changed_day
SELECT DISTINCT day, 1, 0, 0, 0
FROM correction;
