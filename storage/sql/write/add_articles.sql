-- Candidates that are new, with their stories where these have other articles, too: incoming_story
-- (article_id, story_id).
INSERT INTO article (
    article_id, outlet_id, feed_id, url, lang, title, summary, body, published_at, published_source,
    first_seen_at, day, byline, attribution, dateline, removed, backfilled, published_said, published_zone,
    text_gone, likeness, story_id
)
SELECT
    i.article_id, c.outlet_id, c.feed_id, i.url, i.lang, i.title, i.summary, i.body, i.published_at,
    i.published_source, i.first_seen_at, c.day, i.byline, i.attribution, i.dateline, i.removed, i.backfilled,
    c.published_said, i.published_zone, i.text_gone, i.likeness, coalesce(s.story_id, i.article_id)
FROM incoming_article AS i
JOIN candidate AS c USING (place)
LEFT JOIN incoming_story AS s ON s.article_id = i.article_id
WHERE c.is_new
ORDER BY place;
