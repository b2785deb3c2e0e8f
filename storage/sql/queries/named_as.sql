-- In which words one entity is named, most articles first, where the text is kept; case is kept, so "AS" and "as" differ.
-- $entity SMALLINT; $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[]
-- (empty: all); $limit BIGINT
-- surface, kind, articles, mentions, example_id (an article)
WITH placed AS (
    SELECT
        m.article_id,
        m.kind,
        substring(
            CASE WHEN u.s.field = 'title' THEN a.title ELSE a.body END,
            u.s.start_char + 1, u.s.end_char - u.s.start_char
        ) AS surface
    FROM mention AS m
    JOIN article AS a ON a.article_id = m.article_id AND a.day = m.day,
        unnest(m.spans) AS u (s)
    WHERE m.entity_id = $entity AND m.day >= $since AND m.day < $until
        AND a.day >= $since AND a.day < $until
        AND (u.s.field = 'title' OR a.text_gone IS NULL)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], m.outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], m.lang))
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
