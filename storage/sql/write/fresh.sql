-- Candidates that are new, for comparing: place, article_id, dated_at, day
SELECT c.place, c.article_id, coalesce(i.published_at, i.first_seen_at) AS dated_at, c.day
FROM candidate AS c
JOIN incoming_article AS i USING (place)
WHERE c.is_new;
