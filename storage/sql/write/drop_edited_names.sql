DELETE FROM name_seen
USING edited AS e
WHERE name_seen.day = e.day_before AND name_seen.article_id = e.article_id;
