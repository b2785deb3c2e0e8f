-- The stories of articles in "edited". $first, $last DATE: days that these were on, or are
INSERT INTO touched_story
SELECT s.story_id, least(m.begin_day, $first)
FROM (
    SELECT story_id
    FROM story_article
    WHERE day BETWEEN $first AND $last AND article_id IN (SELECT article_id FROM edited)
) AS s
JOIN (
    SELECT story_id, min(begin_day) AS begin_day
    FROM story_mention
    WHERE day BETWEEN $first AND $last AND entity_id = 0
    GROUP BY story_id
) AS m USING (story_id)
UNION ALL
-- stories that were made, or got their names, in this transaction: from which day on is not known
SELECT story_id, NULL
FROM story_article
WHERE day BETWEEN $first AND $last AND article_id IN (SELECT article_id FROM edited)
    AND story_id NOT IN (SELECT story_id FROM story_mention WHERE day BETWEEN $first AND $last AND entity_id = 0);
