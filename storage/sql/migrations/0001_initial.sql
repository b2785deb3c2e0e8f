-- The archive. No PRIMARY KEY, UNIQUE or INDEX on purpose: the single writer keeps rows unique with an
-- anti-join, which is smaller and faster than an ART index. Times are UTC; `day` is the date in the
-- configured zone (setting.time_zone).

CREATE TABLE setting (key VARCHAR NOT NULL, value VARCHAR NOT NULL);

CREATE TABLE outlet (
    outlet_id SMALLINT NOT NULL,
    key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL
);

CREATE TABLE feed (
    feed_id SMALLINT NOT NULL,
    key VARCHAR NOT NULL,
    outlet_id SMALLINT NOT NULL,
    url VARCHAR NOT NULL,
    section VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);

CREATE TABLE entity (
    entity_id SMALLINT NOT NULL,
    key VARCHAR NOT NULL,       -- country:KP, leader:kim-jong-un, company:pertamina
    kind VARCHAR NOT NULL,      -- country, leader, organisation, company, topic, person
    name_en VARCHAR NOT NULL,
    name_id VARCHAR NOT NULL,
    country VARCHAR,            -- ISO 3166-1 alpha-2
    in_gazetteer BOOLEAN NOT NULL DEFAULT true -- false: no longer looked for, its mentions stay
);

CREATE TABLE article (
    article_id BIGINT NOT NULL, -- 63-bit hash of the canonical URL
    outlet_id SMALLINT NOT NULL,
    feed_id SMALLINT NOT NULL,
    url VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    published_at TIMESTAMP,
    published_source VARCHAR NOT NULL,  -- feed, page, text, collected
    first_seen_at TIMESTAMP NOT NULL,
    day DATE NOT NULL,                  -- of published_at, else first_seen_at, in the configured zone
    byline VARCHAR,
    attribution VARCHAR[] NOT NULL,
    dateline VARCHAR[] NOT NULL,
    removed STRUCT(reason VARCHAR, text VARCHAR)[] NOT NULL,
    backfilled BOOLEAN NOT NULL,
    story_id BIGINT,                    -- null: not compared with other articles yet
    revision SMALLINT NOT NULL DEFAULT 1
);

CREATE TABLE mention (
    article_id BIGINT NOT NULL,
    entity_id SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,      -- name, demonym, capital, nickname, office
    count SMALLINT NOT NULL,
    in_title BOOLEAN NOT NULL,
    spans STRUCT(field VARCHAR, start_char INTEGER, end_char INTEGER)[] NOT NULL,
    day DATE NOT NULL,          -- repeated on purpose: joins cost more than columns
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL,
    published_at TIMESTAMP
);

CREATE TABLE poll (
    feed_id SMALLINT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    took_ms INTEGER NOT NULL,
    status VARCHAR NOT NULL,    -- ok, unchanged, failed
    http_status SMALLINT,
    bytes BIGINT NOT NULL,
    entries INTEGER NOT NULL,
    new_articles INTEGER NOT NULL,
    known_articles INTEGER NOT NULL,
    error VARCHAR
);

-- Every batch that is in, so that a batch offered twice is taken once.
CREATE TABLE batch (
    name VARCHAR NOT NULL,
    ingested_at TIMESTAMP NOT NULL,
    articles INTEGER NOT NULL,  -- new ones
    polls INTEGER NOT NULL,
    gazetteer_version VARCHAR NOT NULL DEFAULT ''  -- what its articles were matched with
);

-- Append-only signed deltas; the views sum them. A retag appends the difference.
CREATE TABLE outlet_day_delta (
    day DATE NOT NULL,
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL,
    articles INTEGER NOT NULL
);
CREATE TABLE entity_day_delta (
    day DATE NOT NULL,
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL,
    entity_id SMALLINT NOT NULL,
    articles INTEGER NOT NULL,        -- with a name, demonym, nickname or capital
    articles_named INTEGER NOT NULL,  -- the same without those that have only a capital
    articles_office INTEGER NOT NULL, -- with an office alone ("Presiden AS"), in none of the above
    mentions INTEGER NOT NULL,        -- names, demonyms, nicknames and capitals counted
    mentions_named INTEGER NOT NULL   -- without capitals
);

CREATE VIEW outlet_day AS
SELECT day, outlet_id, lang, sum(articles)::INTEGER AS articles
FROM outlet_day_delta
GROUP BY ALL
HAVING sum(articles) <> 0;

CREATE VIEW entity_day AS
SELECT
    day, outlet_id, lang, entity_id,
    sum(articles)::INTEGER AS articles,
    sum(articles_named)::INTEGER AS articles_named,
    sum(articles_office)::INTEGER AS articles_office,
    sum(mentions)::INTEGER AS mentions,
    sum(mentions_named)::INTEGER AS mentions_named
FROM entity_day_delta
GROUP BY ALL
HAVING sum(articles) <> 0 OR sum(articles_office) <> 0;

CREATE TABLE gazetteer_version (
    version VARCHAR NOT NULL,   -- hash of the gazetteer's content
    applied_at TIMESTAMP NOT NULL,
    entities INTEGER NOT NULL,
    aliases INTEGER NOT NULL
);

-- How far a retag has come, so that it can be stopped and continued.
CREATE TABLE retag (
    version VARCHAR NOT NULL,           -- of the gazetteer
    started_at TIMESTAMP NOT NULL,
    last_day DATE NOT NULL,             -- articles are taken by day, then by id
    last_article_id BIGINT NOT NULL,
    articles BIGINT NOT NULL,           -- matched again so far
    changed BIGINT NOT NULL,            -- of these, with other mentions than before
    finished_at TIMESTAMP
);
