-- What is compared of the articles in incoming_key: incoming_likeness (article_id, dated_at, day, likeness).
INSERT INTO story_likeness (article_id, dated_at, likeness)
SELECT article_id, dated_at, likeness
FROM incoming_likeness
WHERE article_id IN (SELECT article_id FROM incoming_key);
