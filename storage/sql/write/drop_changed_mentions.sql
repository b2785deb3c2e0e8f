DELETE FROM mention
USING (SELECT DISTINCT day, article_id FROM mention_change WHERE sign = -1) AS gone
WHERE mention.day = gone.day AND mention.article_id = gone.article_id;
