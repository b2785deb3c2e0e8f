-- The stories of the articles of some days. $since DATE inclusive, $until DATE exclusive
INSERT INTO touched_story
SELECT story_id, NULL
FROM (
    SELECT story_id FROM story_article WHERE day >= $since AND day < $until
    UNION
    SELECT story_id FROM story_mention WHERE day >= $since AND day < $until
);
