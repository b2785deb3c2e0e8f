-- Keys of articles to be compared: incoming_key (article_id, dated_at, day, keys).
INSERT INTO story_key (article_id, day, keys)
SELECT article_id, day, keys FROM incoming_key ORDER BY dated_at, article_id;
