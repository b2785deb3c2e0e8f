-- How many articles per day are counted with another one of their story, over all outlets, in all languages or in one,
-- from sums.
-- $since DATE inclusive; $until DATE exclusive; $lang VARCHAR (empty: all together); $entities SMALLINT[] (empty: all
-- but 0); $capitals BOOLEAN
-- entity_id (0: all articles), place (days after $since), fewer; several rows of an entity and day add up
SELECT
    entity_id,
    (day - $since)::INTEGER AS place,
    CASE WHEN $capitals::BOOLEAN THEN copies ELSE copies_named END AS fewer
FROM story_day_delta
WHERE lang = $lang AND day >= $since AND day < $until
    -- if $entities
    AND entity_id IN $entities::SMALLINT[] AND list_contains($entities::SMALLINT[], entity_id)
    -- end
    -- if $all
    AND entity_id <> 0
    -- end
;
