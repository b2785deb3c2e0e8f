-- Days of the articles of touched stories, as they were and as they are: first_day, last_day; null: there are none
-- $from DATE: there is none on an earlier day
SELECT min(day) AS first_day, max(day) AS last_day
FROM (
    SELECT day FROM story_article WHERE day >= $from AND story_id IN (SELECT story_id FROM touched_story)
    UNION ALL
    SELECT day
    FROM story_mention
    WHERE begin_day >= $from AND entity_id = 0 AND story_id IN (SELECT story_id FROM touched_story)
);
