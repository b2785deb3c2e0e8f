-- Keys of articles to be compared: incoming_key (key, article_id, dated_at, day).
INSERT INTO story_key (key, article_id, dated_at, day)
SELECT key, article_id, dated_at, day FROM incoming_key ORDER BY dated_at, article_id, key;
