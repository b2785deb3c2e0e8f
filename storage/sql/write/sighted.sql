-- Candidates that another feed brought before: article_id, feed_id, seen_at
SELECT c.article_id, c.feed_id, i.first_seen_at AS seen_at
FROM candidate AS c
JOIN incoming_article AS i USING (place)
WHERE c.is_sighting;
