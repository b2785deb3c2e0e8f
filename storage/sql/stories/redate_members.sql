-- Articles in incoming_dated (article_id, dated_at, day) have other dates now.
UPDATE story_article
SET dated_at = d.dated_at, day = d.day
FROM incoming_dated AS d
WHERE story_article.article_id = d.article_id;
