-- Edited articles as they were before.
-- $since as in find_edited
INSERT INTO article_version (article_id, revision, title, body, replaced_at)
SELECT a.article_id, a.revision, a.title, a.body, i.first_seen_at
FROM article AS a
JOIN edited AS e USING (article_id)
JOIN incoming_article AS i USING (place)
WHERE e.is_rewritten AND a.first_seen_at >= $since
ORDER BY place;
