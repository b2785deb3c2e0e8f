-- Articles, with their texts kept, that have some letters in title or text, with the mentions they have; few, for names that are rare.
-- $words VARCHAR[]: one of them is enough, as it is written; other letter cases would take three times as long
-- article_id, day, lang, title, body, had (key, field, start_char, end_char of each mention; null: none)
WITH chosen AS (
    SELECT article_id, day, lang, title, body
    FROM article
    WHERE text_gone IS NULL AND list_bool_or([
        contains(body, word) OR contains(title, word) FOR word IN $words::VARCHAR[]
    ])
), place AS (
    SELECT m.article_id, e.key, unnest(m.spans) AS span
    FROM mention AS m
    JOIN entity AS e USING (entity_id)
    SEMI JOIN chosen USING (day, article_id)
), had AS (
    SELECT
        article_id,
        list(struct_pack(
            key := key, field := span.field, start_char := span.start_char,
            end_char := span.start_char + span.length
        )) AS places
    FROM place
    GROUP BY article_id
)
SELECT c.article_id, c.day, c.lang, c.title, c.body, h.places AS had
FROM chosen AS c
LEFT JOIN had AS h USING (article_id)
ORDER BY c.day, c.article_id;
