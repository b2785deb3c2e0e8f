-- Articles whose text is gone, of those in asked (article_id), with what they mention as a batch says it, which
-- stays as it is from then on: article_id, mentions (entity, kind, spans), names (name, title, country, field,
-- start_char, end_char)
WITH gone AS (
    SELECT article_id, day
    FROM article
    WHERE text_gone IS NOT NULL AND article_id IN (SELECT article_id FROM asked)
), said AS (
    SELECT
        m.article_id,
        list(
            struct_pack(
                entity := e.key, kind := m.kind,
                spans := [
                    {'field': s.field, 'start_char': s.start_char, 'end_char': s.start_char + s.length}
                    FOR s IN m.spans
                ]
            )
            ORDER BY e.key, m.kind
        ) AS mentions
    FROM mention AS m
    JOIN entity AS e USING (entity_id)
    SEMI JOIN gone USING (day, article_id)
    WHERE m.day IN (SELECT day FROM gone)
    GROUP BY m.article_id
), seen AS (
    SELECT
        n.article_id,
        list(
            struct_pack(
                name := n.name, title := n.title, country := n.country, field := n.field,
                start_char := n.start_char, end_char := n.end_char
            )
            ORDER BY n.field DESC, n.start_char
        ) AS names
    FROM name_seen AS n
    SEMI JOIN gone USING (day, article_id)
    WHERE n.day IN (SELECT day FROM gone)
    GROUP BY n.article_id
)
SELECT g.article_id, s.mentions, n.names
FROM gone AS g
LEFT JOIN said AS s USING (article_id)
LEFT JOIN seen AS n USING (article_id);
