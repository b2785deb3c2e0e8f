-- One article with its text; no row when there is none.
-- $article BIGINT
-- columns of articles.sql, and: published_said, published_zone, sections (all that it stands in, in the order of
-- its appearance)
SELECT
    a.article_id, a.outlet_id, o.name AS outlet, a.feed_id, coalesce(f.section, '') AS section, a.lang, whole_url(a.url, a.title) AS url,
    a.title, a.summary, a.body, a.published_at, a.published_source, a.first_seen_at,
    coalesce(a.published_at, a.first_seen_at) AS dated_at, a.day, a.byline, a.attribution, a.dateline, a.removed,
    a.backfilled, a.story_id, a.revision,
    CASE a.published_said
        WHEN '=rfc +0700' THEN strftime(a.published_at + INTERVAL 7 HOURS, '%a, %d %b %Y %H:%M:%S +0700')
        WHEN '=rfc +0000' THEN strftime(a.published_at, '%a, %d %b %Y %H:%M:%S +0000')
        WHEN '=rfc GMT' THEN strftime(a.published_at, '%a, %d %b %Y %H:%M:%S GMT')
        WHEN '=iso +07:00' THEN strftime(a.published_at + INTERVAL 7 HOURS, '%Y-%m-%dT%H:%M:%S+07:00')
        WHEN '=iso +00:00' THEN strftime(a.published_at, '%Y-%m-%dT%H:%M:%S+00:00')
        WHEN '=iso Z' THEN strftime(a.published_at, '%Y-%m-%dT%H:%M:%SZ')
        ELSE a.published_said
    END AS published_said,
    a.published_zone,
    a.text_gone IS NOT NULL AS text_gone,
    list_prepend(
        coalesce(f.section, ''),
        coalesce(
            (
                SELECT list(section ORDER BY seen_at, section)
                FROM (
                    SELECT g.section, min(s.seen_at) AS seen_at
                    FROM sighting AS s
                    JOIN feed AS g USING (feed_id)
                    WHERE s.article_id = $article
                    GROUP BY g.section
                )
                WHERE section <> coalesce(f.section, '')
            ),
            []
        )
    ) AS sections
FROM article AS a
JOIN outlet AS o USING (outlet_id)
LEFT JOIN feed AS f ON f.feed_id = a.feed_id
WHERE a.article_id = $article;
