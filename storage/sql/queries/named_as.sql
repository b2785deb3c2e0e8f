-- In which words one entity is named, most articles first, where the text is kept; case is kept, so "AS" and "as" differ.
-- $entity SMALLINT; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[]
-- (empty: all); $limit BIGINT
-- surface, kind, articles, mentions, example_id (an article)
-- The mentions are taken out of their lists before anything is joined: a filter is not seen through an unnest beside
-- a join, and then all mentions of all articles were joined.
WITH told AS MATERIALIZED (
    SELECT article_id, day, kind, unnest(spans) AS s
    FROM mention
    WHERE entity_id = $entity AND day >= $since AND day < $until
        -- if $outlets
        AND list_contains($outlets::SMALLINT[], outlet_id)
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
),
placed AS (
    SELECT
        t.article_id,
        t.kind,
        substring(
            CASE WHEN t.s.field = 'title' THEN a.title ELSE a.body END,
            t.s.start_char + 1, t.s.length
        ) AS surface
    FROM told AS t
    JOIN article AS a ON a.article_id = t.article_id AND a.day = t.day
    WHERE a.day >= $since AND a.day < $until
        AND (t.s.field = 'title' OR a.text_gone IS NULL)
)
SELECT
    surface,
    kind,
    count(DISTINCT article_id)::BIGINT AS articles,
    count(*)::BIGINT AS mentions,
    max(article_id) AS example_id
FROM placed
GROUP BY surface, kind
ORDER BY articles DESC, mentions DESC, surface, kind
LIMIT $limit;
