-- Ids are never used again: what fired keeps the id of a rule that is gone.
CREATE TABLE rule (
    rule_id INTEGER PRIMARY KEY AUTOINCREMENT,
    said TEXT NOT NULL              -- JSON: storage.alerts.records.Rule without its id
);

CREATE TABLE address (
    address_id INTEGER PRIMARY KEY AUTOINCREMENT,
    medium TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL
);

CREATE TABLE firing (
    firing_id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    fired_at TEXT NOT NULL,
    rule TEXT NOT NULL,             -- JSON, as it was then
    signs TEXT NOT NULL,            -- JSON
    UNIQUE (rule_id, day)
);

CREATE TABLE delivery (
    firing_id INTEGER NOT NULL REFERENCES firing,
    address_id INTEGER NOT NULL,
    state TEXT NOT NULL,            -- waiting, sent, given up
    tries INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    error TEXT,
    sent_at TEXT,
    PRIMARY KEY (firing_id, address_id)
);

-- One row: when rules were last looked at, and why they could not be.
CREATE TABLE looked (at TEXT NOT NULL, error TEXT);
