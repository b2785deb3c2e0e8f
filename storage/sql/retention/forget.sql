-- The texts of articles in forgotten (article_id, likeness) go. What tells whether another is the same stays.
-- $day DATE: of all of them
UPDATE article
SET summary = '', body = '', removed = [], text_gone = md5(article.body), likeness = f.likeness
FROM forgotten AS f
WHERE article.article_id = f.article_id AND article.day = $day;
