-- How much is to go: articles, bytes
-- $before TIMESTAMP: of articles first seen before
SELECT
    count(*) AS articles,
    coalesce(sum(
        strlen(body) + strlen(summary) + list_sum(list_prepend(0, [strlen(piece.text) FOR piece IN removed]))
    ), 0)::BIGINT AS bytes
FROM article
WHERE first_seen_at < $before AND text_gone IS NULL AND (body <> '' OR summary <> '' OR len(removed) > 0);
