-- The new text of edited articles.
-- $since as in find_edited
UPDATE article
SET title = i.title, summary = i.summary, body = i.body, byline = i.byline, attribution = i.attribution,
    dateline = i.dateline, removed = i.removed, revision = article.revision + 1
FROM edited AS e
JOIN incoming_article AS i USING (place)
WHERE article.article_id = e.article_id AND article.first_seen_at >= $since;
