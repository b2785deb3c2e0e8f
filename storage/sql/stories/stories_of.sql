-- Stories of more than one article that these articles are in.
-- $articles BIGINT[]; $first, $last DATE: days that they lie in
-- article_id, story_id, begun_at (date of the story's earliest article)
SELECT m.article_id, m.story_id, e.dated_at AS begun_at
FROM story_article AS m
JOIN story_article AS e ON e.article_id = m.story_id
WHERE m.day BETWEEN $first AND $last AND m.article_id IN (SELECT unnest($articles::BIGINT[]));
