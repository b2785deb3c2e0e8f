-- Articles and mentions of entities per day, from the counts of each outlet.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[], $entities SMALLINT[] (empty:
-- all); $capitals BOOLEAN: whether articles that have only a capital count
-- $unbegun STRUCT(outlet_id, day)[]: days of outlets that are not counted
-- entity_id, place (days after $since), articles; and $mentions BOOLEAN: mentions; several rows of an entity and day add
-- up
SELECT
    entity_id,
    (d.day - $since)::INTEGER AS place,
    -- if $mentions
    sum(CASE WHEN $capitals::BOOLEAN THEN mentions ELSE mentions_named END)::INTEGER AS mentions,
    -- end
    sum(CASE WHEN $capitals::BOOLEAN THEN articles ELSE articles_named END)::INTEGER AS articles
FROM entity_day_delta AS d
WHERE day >= $since AND day < $until
    -- if $outlets
    AND outlet_id IN $outlets::SMALLINT[]
    -- end
    -- if $langs
    AND list_contains($langs::VARCHAR[], lang)
    -- end
    -- if $entities
    -- the first passes over parts of the table, the second is what is quick for each row
    AND entity_id IN $entities::SMALLINT[] AND list_contains($entities::SMALLINT[], entity_id)
    -- end
    -- if $unbegun
    AND NOT EXISTS (
        SELECT 1
        FROM (SELECT unnest($unbegun::STRUCT(outlet_id SMALLINT, day DATE)[], recursive := true)) AS u
        WHERE u.outlet_id = d.outlet_id AND u.day = d.day
    )
    -- end
GROUP BY entity_id, d.day;
