-- Days of the articles of touched stories, as they were and as they are: first_day, last_day; null: there are none
SELECT min(day) AS first_day, max(day) AS last_day
FROM (
    SELECT day FROM story_article WHERE story_id IN (SELECT story_id FROM touched_story)
    UNION ALL
    SELECT day FROM story_mention WHERE story_id IN (SELECT story_id FROM touched_story)
);
