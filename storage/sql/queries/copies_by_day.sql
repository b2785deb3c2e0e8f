-- folded_by_day.sql over all outlets and languages, from sums.
-- $since DATE inclusive; $until DATE exclusive
-- day, fewer
SELECT day, sum(copies)::BIGINT AS fewer
FROM story_day_delta
WHERE entity_id = 0 AND day >= $since AND day < $until
GROUP BY day
HAVING sum(copies) <> 0
ORDER BY day;
