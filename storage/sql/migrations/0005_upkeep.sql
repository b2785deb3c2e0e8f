-- What the nightly audit found wrong, and whether it could mend it: one row a night, day and kind.
CREATE TABLE upkeep_finding (
    found_at TIMESTAMP NOT NULL,
    what VARCHAR NOT NULL,      -- counts, articles twice, mentions twice, stray mentions, stories
    day DATE NOT NULL,          -- of the articles
    rows INTEGER NOT NULL,
    mended BOOLEAN NOT NULL
);
