-- Articles of all entities per day over all outlets, from sums of these.
-- $since DATE inclusive; $until DATE exclusive; $lang VARCHAR (empty: all)
-- entity_id, place (days after $since), articles, named (that have more than a capital), one row an entity and day
SELECT
    entity_id,
    (day - $since)::INTEGER AS place,
    sum(articles)::INTEGER AS articles,
    sum(articles_named)::INTEGER AS named
FROM entity_total_delta
WHERE day >= $since AND day < $until
    -- if $lang
    AND lang = $lang
    -- end
GROUP BY entity_id, day;
