-- The articles whose mentions are replaced, in the shape of edited ones. Not those that a batch edited after they
-- were read: their mentions are those of their new text.
-- $first DATE, $last DATE
CREATE OR REPLACE TEMP TABLE edited AS
SELECT c.place, a.article_id, a.outlet_id, a.day, a.day AS day_before, a.lang
FROM article AS a
JOIN incoming_changed AS c USING (article_id, revision)
WHERE a.day BETWEEN $first AND $last;
