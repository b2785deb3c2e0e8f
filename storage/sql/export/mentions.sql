-- Mentions in articles of a selection that lie in a run of its days, one row an article, entity and kind, for COPY; variables as in
-- export/articles.sql.
SELECT
    m.article_id,
    m.day,
    instant(a.published_at) AS published_at,
    o.key AS outlet,
    m.lang,
    e.key AS entity,
    cell(e.name_en) AS name,
    m.kind,
    m.count AS times,
    m.in_title,
    coalesce(a.story_id, a.article_id) AS story_id,
    cell(whole_url(a.url, a.title)) AS url
FROM mention AS m
JOIN entity AS e USING (entity_id)
JOIN outlet AS o USING (outlet_id)
JOIN (
    SELECT article_id, story_id, published_at, url, title
    FROM article
    WHERE day >= getvariable('since') AND day < getvariable('until')
) AS a USING (article_id)
WHERE m.day >= getvariable('since') AND m.day < getvariable('until')
    AND (len(getvariable('outlets')) = 0 OR list_contains(getvariable('outlets'), m.outlet_id))
    AND (len(getvariable('langs')) = 0 OR list_contains(getvariable('langs'), m.lang))
    AND (len(getvariable('entities')) = 0 OR list_contains(getvariable('entities'), m.entity_id))
    AND list_contains(getvariable('kinds'), m.kind)
ORDER BY m.day, m.article_id, e.key, m.kind
