-- How a feed behaves: its pace, where it moved, and what its polls came to.

ALTER TABLE feed ADD COLUMN read_from TEXT;             -- where it has moved for good; null: url
ALTER TABLE feed ADD COLUMN move_refused TEXT;          -- why moved_to is not read_from: 'downgrade', 'taken'
ALTER TABLE feed ADD COLUMN gone_count INTEGER NOT NULL DEFAULT 0;  -- answers 410 in a row
ALTER TABLE feed ADD COLUMN gone_since TEXT;
ALTER TABLE feed ADD COLUMN wish_s INTEGER;             -- how long its document asks to be left alone
ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;  -- bit n: the hour n, GMT
ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;   -- bit n: the weekday n, 0 is Monday, GMT
ALTER TABLE feed ADD COLUMN alive_at TEXT;              -- when it last brought something that was new then
ALTER TABLE feed ADD COLUMN daily_new REAL;             -- articles a day, of the last days
ALTER TABLE feed ADD COLUMN longest_gap_s INTEGER;      -- between two articles, as it is usual
ALTER TABLE feed ADD COLUMN conditional_polls INTEGER NOT NULL DEFAULT 0;  -- since it was last asked for the whole
ALTER TABLE feed ADD COLUMN polls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN polls_unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN polls_untidy INTEGER NOT NULL DEFAULT 0;       -- something was wrong with the document
ALTER TABLE feed ADD COLUMN last_bytes INTEGER;         -- of the last document that was read, as the next three
ALTER TABLE feed ADD COLUMN last_entries INTEGER;
ALTER TABLE feed ADD COLUMN last_known INTEGER;
ALTER TABLE feed ADD COLUMN last_new INTEGER;

DROP INDEX feed_next_poll;
CREATE INDEX feed_due ON feed (next_poll_at) WHERE removed_at IS NULL;
CREATE INDEX feed_polled ON feed (last_poll_at);
