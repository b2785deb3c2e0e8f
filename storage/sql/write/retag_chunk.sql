-- The next articles of one day, with the mentions and unknown names they have.
-- $day DATE; $after BIGINT: article_id of the last one done; $limit INTEGER
WITH chunk AS (
    SELECT article_id, title, body, lang
    FROM article
    WHERE day = $day AND article_id > $after
    ORDER BY article_id
    LIMIT $limit
), had AS (
    SELECT m.article_id, list(struct_pack(key := e.key, kind := m.kind, spans := m.spans)) AS mentions
    FROM mention AS m
    JOIN entity AS e USING (entity_id)
    WHERE m.day = $day AND m.article_id IN (SELECT article_id FROM chunk)
    GROUP BY m.article_id
), named AS (
    SELECT
        article_id,
        list(struct_pack(
            name := name, title := title, country := country, field := field,
            start_char := start_char, end_char := end_char
        )) AS names
    FROM name_seen
    WHERE day = $day AND article_id IN (SELECT article_id FROM chunk)
    GROUP BY article_id
)
SELECT c.article_id, c.title, c.body, c.lang, h.mentions, n.names
FROM chunk AS c
LEFT JOIN had AS h USING (article_id)
LEFT JOIN named AS n USING (article_id)
ORDER BY c.article_id;
