-- The articles of a chunk.
-- Variables: first DATE, last DATE, both inclusive; after BIGINT, upto BIGINT: ids; below UBIGINT: the sample
SELECT article_id, revision, day, lang, title, body
FROM article
WHERE day BETWEEN getvariable('first') AND getvariable('last')
    AND article_id > getvariable('after') AND article_id <= getvariable('upto')
    AND hash(article_id) <= getvariable('below')
    AND text_gone IS NULL;
