-- Rows of story_article that table article contradicts, and the other way round: contradictions
WITH counted AS (
    SELECT article_id, story_id, coalesce(published_at, first_seen_at) AS dated_at, day, outlet_id, lang
    FROM article
    WHERE story_id IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY story_id) > 1
), stored AS (
    SELECT article_id, story_id, dated_at, day, outlet_id, lang FROM story_article
), wrong AS (
    (FROM counted EXCEPT ALL FROM stored)
    UNION ALL
    (FROM stored EXCEPT ALL FROM counted)
    UNION ALL
    SELECT * FROM counted
    QUALIFY story_id <> first_value(article_id) OVER (PARTITION BY story_id ORDER BY dated_at, article_id)
)
SELECT count(*) FROM wrong;
