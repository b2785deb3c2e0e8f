-- The new text of edited articles, and a date that is known better.
-- $since as in find_edited
UPDATE article
SET url = CASE WHEN article.title = i.title THEN article.url ELSE whole_url(article.url, article.title) END,
    title = i.title, summary = i.summary, body = i.body, byline = i.byline, attribution = i.attribution,
    dateline = i.dateline, removed = i.removed, text_gone = i.text_gone, likeness = i.likeness,
    revision = article.revision + CASE WHEN e.is_rewritten THEN 1 ELSE 0 END,
    day = e.day, published_at = e.published_at, published_said = e.published_said,
    published_source = CASE WHEN e.is_redated THEN i.published_source ELSE article.published_source END,
    published_zone = CASE WHEN e.is_redated THEN i.published_zone ELSE article.published_zone END
FROM edited AS e
JOIN incoming_article AS i USING (place)
WHERE article.article_id = e.article_id AND article.first_seen_at >= $since;
