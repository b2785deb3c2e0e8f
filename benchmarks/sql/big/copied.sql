-- Articles that have copies. $seed, $articles BIGINT
CREATE OR REPLACE TEMP TABLE copied AS
SELECT DISTINCT origin AS story
FROM (
    SELECT place, (place - 1 - die(hash(place, $seed, 'copied'), 300)) // 20 * 20 AS origin
    FROM (SELECT unnest(range($articles)) AS place)
)
WHERE origin >= 0 AND die(hash(place, $seed, 'copy'), 100) < 14 AND die(hash(origin, $seed, 'copy'), 100) >= 14;
