-- The collector's own state. Times are text in UTC, ISO 8601 with microseconds: they sort as they read.

CREATE TABLE feed (
    feed TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    configured_interval_s INTEGER NOT NULL,
    interval_s INTEGER NOT NULL,        -- in force now: adapted to how often the feed brings news
    next_poll_at TEXT NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    last_poll_at TEXT,
    last_ok_at TEXT,
    last_new_at TEXT,
    last_fetched_at TEXT,               -- when a document was last read in full, not "unchanged"
    last_status TEXT,
    last_http_status INTEGER,
    last_error TEXT,
    moved_to TEXT,
    moved_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX feed_next_poll ON feed (next_poll_at);

-- Entries of each feed that are already collected.
CREATE TABLE entry (
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    article_id INTEGER,
    content_hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE INDEX entry_key ON entry (key);

-- Hosts that asked to be left alone for a while.
CREATE TABLE host_pause (host TEXT PRIMARY KEY, paused_at TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;

-- Article addresses found in sitemaps, and how far a backfill has come.
CREATE TABLE backfill (
    outlet TEXT NOT NULL,
    url TEXT NOT NULL,
    place INTEGER NOT NULL,             -- order of discovery
    lastmod TEXT,
    settled_at TEXT,                    -- null: still to be fetched
    error TEXT,
    PRIMARY KEY (outlet, url)
) WITHOUT ROWID;
CREATE INDEX backfill_pending ON backfill (outlet, place) WHERE settled_at IS NULL;
