-- Which articles each article of incoming_key may be a copy of: those with keys in common, most first.
-- A key that very many articles of some weeks have is in what an outlet writes under all of them.
-- $first, $last DATE, both inclusive: days around all of them; $window INTERVAL; $most_with_key, $most BIGINT
-- article_id, other, other_at, other_day, same_day, likeness (of the other; null: not kept)
WITH common AS (
    SELECT i.article_id, i.dated_at, i.day, i.key, k.article_id AS other, k.day AS other_day
    FROM (SELECT article_id, dated_at, day, unnest(keys) AS key FROM incoming_key) AS i
    JOIN (
        SELECT article_id, day, unnest(keys) AS key
        FROM story_key
        WHERE day BETWEEN $first AND $last
    ) AS k USING (key)
), dated AS (
    SELECT article_id, dated_at FROM incoming_key
    UNION ALL
    SELECT article_id, coalesce(published_at, first_seen_at)
    FROM article
    WHERE day BETWEEN $first AND $last
        AND article_id IN (SELECT other FROM common)
        AND article_id NOT IN (SELECT article_id FROM incoming_key)
), shared AS (
    SELECT c.article_id, c.day, c.key, c.other, d.dated_at AS other_at, c.other_day
    FROM common AS c
    JOIN dated AS d ON d.article_id = c.other
    WHERE d.dated_at BETWEEN c.dated_at - $window::INTERVAL AND c.dated_at + $window::INTERVAL
    QUALIFY count(*) OVER (PARTITION BY c.article_id, c.key) <= $most_with_key
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
