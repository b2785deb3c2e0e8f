-- Counts of these days are others now. $since DATE inclusive, $until DATE exclusive
INSERT INTO changed_day
SELECT DISTINCT day, 0, 1, 0, 0
FROM entity_total_delta
WHERE day >= $since AND day < $until;
