-- Stories in story_change (story_id, target) become others.
-- $first, $last DATE: days of their articles
UPDATE article
SET story_id = c.target
FROM story_change AS c
WHERE article.story_id = c.story_id AND article.day BETWEEN $first AND $last;
