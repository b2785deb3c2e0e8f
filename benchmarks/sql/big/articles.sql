-- The articles of some days, in the order in which they came in. Every property follows from the place in that
-- order and the seed; a copy has those of the article that it is a copy of. Only every twentieth article is
-- copied, and is dated before its copies.
-- $seed BIGINT; $since, $until DATE (exclusive); $outlets BIGINT; $old BIGINT: outlets read from the first day on
CREATE OR REPLACE TEMP TABLE made AS
WITH placed AS (
    SELECT
        place, day, since, until,
        (place - 1 - die(hash(place, $seed, 'copied'), 300)) // 20 * 20 AS origin
    FROM (
        SELECT unnest(range(since, until)) AS place, day, since, until
        FROM big_day
        WHERE day >= $since AND day < $until
    )
), told AS (
    SELECT
        *,
        CASE
            WHEN origin >= 0 AND die(hash(place, $seed, 'copy'), 100) < 14
                AND die(hash(origin, $seed, 'copy'), 100) >= 14 THEN origin
            ELSE place
        END AS story,
        (place - since + 0.5) / (until - since) AS part,
        die(hash(place, $seed, 'outlet'), 65536) AS slot
    FROM placed
), seen AS (
    SELECT
        *,
        -- few at night, most at noon, in a zone seven hours ahead of UTC
        date_trunc('second', day - INTERVAL 7 HOURS + INTERVAL 1 DAY * (part + 0.11 * sin(2 * pi() * part)))
            AS first_seen_at,
        place % 20 = 0 AS is_early,
        die(hash(place, $seed, 'date'), 1000) AS luck
    FROM told
), published AS (
    SELECT
        *,
        CASE
            WHEN story <> place THEN first_seen_at - INTERVAL 4 MINUTES
            WHEN is_early THEN first_seen_at - INTERVAL 5 MINUTES
            WHEN luck < 25 THEN NULL
            WHEN luck < 45 THEN first_seen_at - to_minutes(60 + die(hash(place, $seed, 'late'), 4320))
            ELSE first_seen_at - to_minutes(2 + die(hash(place, $seed, 'lag'), 40))
        END AS published_at
    FROM seen
)
SELECT
    p.place, p.story,
    (hash(p.place, $seed, 'article') >> 1)::BIGINT AS article_id,
    (hash(p.story, $seed, 'article') >> 1)::BIGINT AS story_id,
    p.first_seen_at, p.published_at,
    (coalesce(p.published_at, p.first_seen_at) + INTERVAL 7 HOURS)::DATE AS day,
    o.outlet_id,
    (CASE WHEN die(hash(p.place, $seed, 'feed'), 3) = 0 THEN o.second_feed ELSE o.first_feed END)::SMALLINT AS feed_id,
    CASE WHEN die(hash(p.place, $seed, 'lang'), 25) = 0 THEN 'en' ELSE o.lang END AS lang,
    o.homepage,
    -- what it is about: how many entities, and how many of these stand in the title
    [0, 1, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12][1 + die(hash(p.story, $seed, 'entities'), 16)] AS entities,
    [0, 1, 1, 2][1 + die(hash(p.story, $seed, 'title'), 4)] AS titled,
    die(hash(p.story, $seed, 'words'), 131072) AS title_phrase,
    die(hash(p.story, $seed, 'summary'), 131072) AS summary_phrase,
    die(hash(p.place, $seed, 'more'), 131072) AS own_phrase
FROM published AS p
JOIN big_outlet_slot AS s USING (slot)
JOIN big_outlet AS o ON o.outlet_id = CASE WHEN s.begin_day <= p.day THEN s.outlet_id ELSE 1 + s.outlet_id % $old END;
