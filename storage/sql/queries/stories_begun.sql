-- The articles of stories that begin on some days and have several, and whom these mention.
-- $since DATE inclusive; $until DATE exclusive; $langs VARCHAR[]
-- story_id; entity_id (0: the article itself, before whom it mentions); named; day and begin_day (days since
-- 1970-01-01); outlet_id; lang (its place in $langs from 1): by day on which they begin, story and article
SELECT
    story_id, entity_id, named,
    (day - DATE '1970-01-01')::INTEGER AS day,
    (begin_day - DATE '1970-01-01')::INTEGER AS begin_day,
    outlet_id,
    coalesce(list_position($langs::VARCHAR[], lang), 0)::SMALLINT AS lang
FROM story_mention
WHERE begin_day >= $since AND begin_day < $until
ORDER BY story_mention.begin_day, story_id, article_id, entity_id;
