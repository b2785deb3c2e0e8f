-- Articles in story_joined (article_id, story_id, dated_at), which were alone so far.
-- $first, $last DATE: days that they lie in
INSERT INTO story_article (article_id, story_id, dated_at, day, outlet_id, lang)
SELECT a.article_id, j.story_id, j.dated_at, a.day, a.outlet_id, a.lang
FROM story_joined AS j
JOIN article AS a USING (article_id)
WHERE a.day BETWEEN $first AND $last
ORDER BY a.day, a.article_id;
