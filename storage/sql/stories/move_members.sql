-- The same in story_article.
UPDATE story_article
SET story_id = c.target
FROM story_change AS c
WHERE story_article.story_id = c.story_id AND story_article.day BETWEEN $first AND $last;
