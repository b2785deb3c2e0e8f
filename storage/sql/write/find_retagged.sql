-- The articles whose mentions are replaced, in the shape that enter_edited_mentions takes.
-- $day DATE
CREATE OR REPLACE TEMP TABLE edited AS
SELECT r.place, a.article_id, a.outlet_id, a.day, a.lang, a.published_at
FROM article AS a
JOIN incoming_retagged AS r USING (article_id)
WHERE a.day = $day;
