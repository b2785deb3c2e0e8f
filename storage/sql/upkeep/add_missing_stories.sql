-- Articles of stories that story_article lacks.
-- $since DATE inclusive, $until DATE exclusive
INSERT INTO story_article (article_id, story_id, dated_at, day, outlet_id, lang)
SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang
FROM article
WHERE day >= $since AND day < $until
    AND (story_id <> article_id OR article_id IN (SELECT story_id FROM article WHERE story_id <> article_id))
    AND article_id NOT IN (SELECT article_id FROM story_article WHERE day >= $since AND day < $until);
