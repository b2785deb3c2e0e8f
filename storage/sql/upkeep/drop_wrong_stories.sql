-- Rows of story_article that their article contradicts.
-- $since DATE inclusive, $until DATE exclusive
DELETE FROM story_article
WHERE day >= $since AND day < $until
    AND (article_id, story_id, dated_at, day, outlet_id, lang) NOT IN (
        SELECT (article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang)
        FROM article
        WHERE day >= $since AND day < $until
    );
