-- Articles of a selection that lie in a run of its days, for COPY. cell(), instant() and listed() write values as
-- the format wants them.
-- Variables: since DATE inclusive, until DATE exclusive: the run; outlets SMALLINT[], langs VARCHAR[],
-- entities SMALLINT[] (empty: all; else one of them is mentioned); kinds VARCHAR[]: what counts as a mention;
-- fold BOOLEAN: only articles in temp table first_of_story; texts BOOLEAN: whether summary and body are written
WITH mentioned AS (
    SELECT
        article_id, sum(times)::BIGINT AS mentions,
        list(key || ' ' || times ORDER BY times DESC, key) AS entities
    FROM (
        SELECT m.article_id, e.key, sum(m.count)::BIGINT AS times
        FROM mention AS m
        JOIN entity AS e USING (entity_id)
        WHERE m.day >= getvariable('since') AND m.day < getvariable('until')
            AND list_contains(getvariable('kinds'), m.kind)
        GROUP BY m.article_id, e.key
    )
    GROUP BY article_id
)
SELECT
    a.article_id,
    a.day,
    instant(CASE WHEN a.published_source <> 'collected' THEN a.published_at END) AS published_at,
    a.published_source,
    instant(a.first_seen_at) AS first_seen_at,
    o.key AS outlet,
    coalesce(f.section, '') AS section,
    a.lang,
    cell(a.title) AS title,
    cell(whole_url(a.url, a.title)) AS url,
    cell(a.byline) AS byline,
    listed(a.dateline) AS dateline,
    listed(a.attribution) AS attribution,
    coalesce(a.story_id, a.article_id) AS story_id,
    a.revision,
    a.backfilled,
    coalesce(m.mentions, 0) AS mentions,
    listed(coalesce(m.entities, [])) AS entities,
    CASE WHEN getvariable('texts') THEN cell(a.summary) END AS summary,
    CASE WHEN getvariable('texts') THEN cell(a.body) END AS body
FROM article AS a
JOIN outlet AS o USING (outlet_id)
LEFT JOIN feed AS f ON f.feed_id = a.feed_id
LEFT JOIN mentioned AS m ON m.article_id = a.article_id
WHERE a.day >= getvariable('since') AND a.day < getvariable('until')
    AND (len(getvariable('outlets')) = 0 OR list_contains(getvariable('outlets'), a.outlet_id))
    AND (len(getvariable('langs')) = 0 OR list_contains(getvariable('langs'), a.lang))
    AND (NOT getvariable('fold') OR a.article_id IN (SELECT article_id FROM first_of_story))
    AND (
        len(getvariable('entities')) = 0
        OR a.article_id IN (
            SELECT article_id
            FROM mention
            WHERE day >= getvariable('since') AND day < getvariable('until')
                AND list_contains(getvariable('entities'), entity_id)
                AND list_contains(getvariable('kinds'), kind)
        )
    )
ORDER BY coalesce(a.published_at, a.first_seen_at), a.article_id
