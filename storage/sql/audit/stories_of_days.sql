-- Rows of story_article that the articles of some days contradict, and articles of a story that have no row:
-- contradictions. audit/stories.sql looks at all days together, and at how stories are named.
-- $since DATE inclusive, $until DATE exclusive
WITH counted AS (
    SELECT article_id, story_id, coalesce(published_at, first_seen_at) AS dated_at, day, outlet_id, lang
    FROM article
    WHERE day >= $since AND day < $until
        AND (story_id <> article_id OR article_id IN (SELECT story_id FROM article WHERE story_id <> article_id))
), stored AS (
    SELECT article_id, story_id, dated_at, day, outlet_id, lang
    FROM story_article
    WHERE day >= $since AND day < $until
)
SELECT count(*)
FROM ((FROM counted EXCEPT ALL FROM stored) UNION ALL (FROM stored EXCEPT ALL FROM counted));
