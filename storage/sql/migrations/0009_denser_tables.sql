-- The same in fewer bytes.

-- A place is where it begins and how long it is: lengths are small. When an article was published is in the article.
CREATE TABLE mention_dense (
    article_id BIGINT NOT NULL,
    entity_id SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,      -- name, demonym, capital, nickname, office
    count SMALLINT NOT NULL,
    in_title BOOLEAN NOT NULL,
    spans STRUCT(field VARCHAR, start_char INTEGER, length INTEGER)[] NOT NULL,
    day DATE NOT NULL,          -- repeated on purpose: joins cost more than columns
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL
);
INSERT INTO mention_dense
SELECT
    article_id, entity_id, kind, count, in_title,
    [
        {'field': place.field, 'start_char': place.start_char, 'length': place.end_char - place.start_char}
        FOR place IN spans
    ],
    day, outlet_id, lang
FROM mention;
DROP TABLE mention;
ALTER TABLE mention_dense RENAME TO mention;

-- One row an article with all its keys, of which 24 bits do: whom they find is compared in full.
CREATE TABLE story_key_dense (
    article_id BIGINT NOT NULL,
    dated_at TIMESTAMP NOT NULL,  -- of the article: published, else first seen
    day DATE NOT NULL,
    keys UINTEGER[] NOT NULL
);
-- Its rows lie together: what follows them tells the keys, without a look at the whole table.
INSERT INTO story_key_dense
SELECT article_id, dated_at, day, list_sort(list_distinct([key & 16777215 FOR key IN keys]))
FROM (
    SELECT
        article_id, dated_at, day, lag(article_id) OVER () IS DISTINCT FROM article_id AS is_first,
        [
            key,
            CASE WHEN lead(article_id, 1) OVER () = article_id THEN lead(key, 1) OVER () END,
            CASE WHEN lead(article_id, 2) OVER () = article_id THEN lead(key, 2) OVER () END,
            CASE WHEN lead(article_id, 3) OVER () = article_id THEN lead(key, 3) OVER () END,
            CASE WHEN lead(article_id, 4) OVER () = article_id THEN lead(key, 4) OVER () END,
            CASE WHEN lead(article_id, 5) OVER () = article_id THEN lead(key, 5) OVER () END,
            CASE WHEN lead(article_id, 6) OVER () = article_id THEN lead(key, 6) OVER () END,
            CASE WHEN lead(article_id, 7) OVER () = article_id THEN lead(key, 7) OVER () END
        ] AS keys
    FROM story_key
)
WHERE is_first;
DROP TABLE story_key;
ALTER TABLE story_key_dense RENAME TO story_key;
