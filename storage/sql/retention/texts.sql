-- Some articles of a day whose texts are to go: article_id, title, body, bytes
-- $day DATE; $before TIMESTAMP: those first seen before; $limit BIGINT
SELECT
    article_id, title, body,
    strlen(body) + strlen(summary) + list_sum(list_prepend(0, [strlen(piece.text) FOR piece IN removed])) AS bytes
FROM article
WHERE day = $day AND first_seen_at < $before AND text_gone IS NULL
    AND (body <> '' OR summary <> '' OR len(removed) > 0)
ORDER BY article_id
LIMIT $limit;
