-- Some articles with their texts, in no particular order.
-- $articles BIGINT[]; $days DATE[]: of these articles, so that no other days are read
-- article_id, outlet_id, outlet, feed_id, section, lang, url, title, summary, body, published_at,
-- published_source, first_seen_at, dated_at, day, byline, attribution, dateline, removed, backfilled, story_id, revision,
-- text_gone (BOOLEAN: the text is no longer kept)
WITH a AS MATERIALIZED (
    SELECT
        article_id, outlet_id, feed_id, lang, url, title, summary, body, published_at, published_source, first_seen_at,
        day, byline, attribution, dateline, removed, backfilled, story_id, revision, text_gone
    FROM article
    -- found by their ids alone; texts are read of the rows that are left
    WHERE day IN $days::DATE[] AND rowid IN (
        SELECT i.rowid
        FROM article AS i
        WHERE i.day IN $days::DATE[] AND i.article_id IN (SELECT unnest($articles::BIGINT[]))
    )
)
SELECT
    a.article_id, a.outlet_id, o.name AS outlet, a.feed_id, coalesce(f.section, '') AS section, a.lang, whole_url(a.url, a.title) AS url,
    a.title, a.summary, a.body, a.published_at, a.published_source, a.first_seen_at,
    coalesce(a.published_at, a.first_seen_at) AS dated_at, a.day, a.byline, a.attribution, a.dateline, a.removed,
    a.backfilled, a.story_id, a.revision, a.text_gone IS NOT NULL AS text_gone
FROM a
JOIN outlet AS o USING (outlet_id)
LEFT JOIN feed AS f ON f.feed_id = a.feed_id;
