-- The articles of one turn (no id twice) with what the archive has under their ids. What a date says is kept as the
-- name of the way in which it says it, where that is one of the usual ones: queries/article.sql has them, too.
-- $turn INTEGER; $zone VARCHAR; $max_edits INTEGER; $since TIMESTAMP: articles first seen before cannot be the same ones
CREATE OR REPLACE TEMP TABLE candidate AS
SELECT
    i.place, i.article_id, f.feed_id, f.outlet_id,
    CAST(timezone($zone, timezone('UTC', coalesce(i.published_at, i.first_seen_at))) AS DATE) AS day,
    i.lang, i.published_at,
    CASE i.published_said
        WHEN strftime(i.published_at + INTERVAL 7 HOURS, '%a, %d %b %Y %H:%M:%S +0700') THEN '=rfc +0700'
        WHEN strftime(i.published_at, '%a, %d %b %Y %H:%M:%S +0000') THEN '=rfc +0000'
        WHEN strftime(i.published_at, '%a, %d %b %Y %H:%M:%S GMT') THEN '=rfc GMT'
        WHEN strftime(i.published_at + INTERVAL 7 HOURS, '%Y-%m-%dT%H:%M:%S+07:00') THEN '=iso +07:00'
        WHEN strftime(i.published_at, '%Y-%m-%dT%H:%M:%S+00:00') THEN '=iso +00:00'
        WHEN strftime(i.published_at, '%Y-%m-%dT%H:%M:%SZ') THEN '=iso Z'
        ELSE i.published_said
    END AS published_said,
    s.article_id IS NULL AS is_new,
    s.feed_id <> f.feed_id AS is_sighting,
    -- what was backfilled or imported replaces only its like, never what a feed brought
    s.feed_id = f.feed_id AND s.revision <= $max_edits AND (s.backfilled OR NOT i.backfilled) AS may_be_edit,
    s.first_seen_at AS stored_at
FROM incoming_article AS i
JOIN feed AS f ON f.key = i.feed
LEFT JOIN (
    SELECT article_id, feed_id, revision, first_seen_at, backfilled
    FROM article
    WHERE first_seen_at >= $since
) AS s USING (article_id)
WHERE i.turn = $turn;
