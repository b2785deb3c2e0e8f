-- Edited articles that had no text to compare, or have another date now: place, article_id, dated_at, day,
-- day_before
SELECT e.place, e.article_id, a.dated_at, e.day, e.day_before
FROM edited AS e
JOIN (
    SELECT article_id, coalesce(published_at, first_seen_at) AS dated_at
    FROM article
    WHERE day IN (SELECT day FROM edited) AND story_id IS NOT NULL
) AS a USING (article_id)
WHERE e.is_redated
    OR e.article_id NOT IN (
        SELECT article_id
        FROM story_key
        WHERE day IN (SELECT day_before FROM edited) AND len(keys) > 1
    );
