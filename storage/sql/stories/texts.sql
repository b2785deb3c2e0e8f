-- $articles BIGINT[]; $first, $last DATE: days that they lie in
-- article_id, title, body
SELECT article_id, title, body
FROM article
WHERE day BETWEEN $first AND $last AND article_id IN (SELECT unnest($articles::BIGINT[]));
