-- Mentions of an entity in one way that an article has more than once: how many too many
-- $since DATE inclusive, $until DATE exclusive
SELECT coalesce(sum(times - 1), 0)::BIGINT
FROM (
    SELECT count(*) AS times
    FROM mention
    WHERE day >= $since AND day < $until
    GROUP BY article_id, entity_id, kind
    HAVING count(*) > 1
);
