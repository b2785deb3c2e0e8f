-- Which articles each article of incoming_key may be a copy of: those with keys in common, most first.
-- A key that very many articles of some weeks have is in what an outlet writes under all of them.
-- $since, $until TIMESTAMP, both inclusive: days around all of them; $window INTERVAL; $most_with_key,
-- $most BIGINT
-- article_id, other, other_at, other_day, same_day, likeness (of the other; null: not kept)
WITH shared AS (
    SELECT i.article_id, i.day, i.key, k.article_id AS other, k.dated_at AS other_at, k.day AS other_day
    FROM (SELECT article_id, dated_at, day, unnest(keys) AS key FROM incoming_key) AS i
    JOIN (
        SELECT article_id, dated_at, day, unnest(keys) AS key
        FROM story_key
        WHERE dated_at BETWEEN $since AND $until
    ) AS k USING (key)
    WHERE k.dated_at BETWEEN i.dated_at - $window::INTERVAL AND i.dated_at + $window::INTERVAL
    QUALIFY count(*) OVER (PARTITION BY i.article_id, i.key) <= $most_with_key
), pair AS (
    SELECT article_id, other, other_at, other_day, day = other_day AS same_day, count(*) AS keys
    FROM shared
    WHERE other <> article_id
    GROUP BY article_id, other, other_at, other_day, day
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY keys DESC, other) <= $most
)
SELECT p.article_id, p.other, p.other_at, p.other_day, p.same_day, l.likeness
FROM pair AS p
LEFT JOIN story_likeness AS l ON l.article_id = p.other;
