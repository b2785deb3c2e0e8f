-- The stories of articles in "edited".
INSERT INTO touched_story
SELECT story_id FROM story_article WHERE article_id IN (SELECT article_id FROM edited);
