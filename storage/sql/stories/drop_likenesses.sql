-- $articles BIGINT[]
DELETE FROM story_likeness WHERE article_id IN (SELECT unnest($articles::BIGINT[]));
