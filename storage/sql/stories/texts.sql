-- $articles BIGINT[]; $first, $last DATE: days that they lie in
-- article_id, title, body, likeness (null: the text is there)
SELECT article_id, title, body, likeness
FROM article
WHERE day BETWEEN $first AND $last AND article_id IN (SELECT unnest($articles::BIGINT[]));
