-- Everything in the totals anew from the tables that it follows from; for archives that were not written batch by
-- batch. What stories have is left to refresh_stories.sql.
DELETE FROM entity_total_delta;
INSERT INTO entity_total_delta
SELECT day, lang, entity_id, sum(articles), sum(articles_named), sum(mentions), sum(mentions_named)
FROM entity_day_delta
GROUP BY day, lang, entity_id
HAVING sum(articles) <> 0
ORDER BY day, entity_id, lang;
DELETE FROM story_mention;
DELETE FROM story_day_delta;
CREATE OR REPLACE TEMP TABLE touched_story AS SELECT DISTINCT story_id, NULL::DATE AS first_day FROM story_article;
INSERT INTO changed_day
SELECT day, 1, 1, 1, 1
FROM (
    SELECT day FROM outlet_day_delta
    UNION
    SELECT day FROM entity_day_delta
    UNION
    SELECT started_at::DATE FROM poll
);
