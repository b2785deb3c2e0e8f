-- Articles that were stored before stories were and have been compared with none: articles
SELECT count(*) FROM article WHERE story_id IS NULL;
