-- First and last day that articles or counts are on; null: none
SELECT min(day), max(day)
FROM (
    SELECT min(day) AS day FROM outlet_day_delta
    UNION ALL SELECT max(day) FROM outlet_day_delta
    UNION ALL SELECT min(day) FROM article
    UNION ALL SELECT max(day) FROM article
);
