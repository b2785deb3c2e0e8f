-- Quarters of a year in which something has a row too many are written again, the others stay as they are: what is
-- written again takes as much room in the file once more, until other rows fill what it leaves.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT DISTINCT date_trunc('quarter', day) AS quarter
FROM (
    SELECT day
    FROM entity_day_delta
    GROUP BY day, outlet_id, lang, entity_id
    HAVING count(*) > 1 OR (sum(articles) = 0 AND sum(articles_office) = 0)
);
CREATE OR REPLACE TEMP TABLE compacted AS
FROM entity_day
WHERE date_trunc('quarter', day) IN (SELECT quarter FROM stale)
ORDER BY date_trunc('quarter', day), entity_id, outlet_id, lang, day;
DELETE FROM entity_day_delta WHERE date_trunc('quarter', day) IN (SELECT quarter FROM stale);
INSERT INTO entity_day_delta FROM compacted;
DROP TABLE compacted;
DROP TABLE stale;
