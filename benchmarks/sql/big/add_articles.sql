-- $seed BIGINT
INSERT INTO article (
    article_id, outlet_id, feed_id, url, lang, title, summary, body, published_at, published_source,
    first_seen_at, day, byline, attribution, dateline, removed, backfilled, published_said, published_zone,
    story_id, revision
)
SELECT
    m.article_id, m.outlet_id, m.feed_id,
    CASE
        WHEN m.outlet_id % 12 = 0 THEN concat(m.homepage, 'articles/', lower(to_base(m.article_id, 36)))
        -- what storage/addresses.py makes of the other one
        WHEN m.revision = 1 AND len(t.plain) >= 8 THEN concat(
            m.homepage, strftime(m.first_seen_at, '%Y/%m/%d/'), chr(1), chr((32 + len(t.plain))::INTEGER),
            substr(t.slug, len(t.plain) + 1), '-', m.place
        )
        ELSE concat(m.homepage, strftime(m.first_seen_at, '%Y/%m/%d/'), t.slug, '-', m.place)
    END,
    m.lang, t.title, t.summary, t.body, m.published_at,
    CASE WHEN m.published_at IS NULL THEN 'collected' ELSE 'feed' END,
    m.first_seen_at, m.day,
    CASE WHEN die(hash(m.place, $seed, 'byline'), 5) < 2 THEN concat('Wartawan ', m.outlet_id * 20 + m.place % 20) END,
    CASE
        WHEN m.story <> m.place OR die(hash(m.story, $seed, 'agency'), 12) = 0
        THEN [['Antara', 'Reuters', 'AFP', 'AP'][1 + die(hash(m.story, $seed, 'which'), 4)]]
        ELSE []
    END,
    CASE WHEN die(hash(m.story, $seed, 'dateline'), 3) = 0 THEN [['ID', 'ID', 'US', 'CN'][1 + m.story % 4]] ELSE [] END,
    [], false,
    CASE WHEN m.published_at IS NOT NULL THEN '=rfc +0700' END, NULL,
    m.story_id, m.revision
FROM (SELECT *, CASE WHEN die(hash(place, $seed, 'edited'), 100) = 0 THEN 2 ELSE 1 END AS revision FROM made) AS m
JOIN (
    SELECT
        *,
        trim(regexp_replace(lower(left(title, 48)), '[^a-z0-9]+', '-', 'g'), '-') AS slug,
        trim(regexp_replace(lower(regexp_extract(left(title, 48), '^[ -~]*')), '[^a-z0-9]+', '-', 'g'), '-') AS plain
    FROM texts
) AS t USING (place)
ORDER BY m.place;
