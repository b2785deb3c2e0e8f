-- By what an entry is known again under another address; how often it was edited; how a feed's dates are off.
ALTER TABLE entry ADD COLUMN title TEXT NOT NULL DEFAULT '';  -- hash
ALTER TABLE entry ADD COLUMN guid TEXT NOT NULL DEFAULT '';   -- hash
ALTER TABLE entry ADD COLUMN dated TEXT NOT NULL DEFAULT '';  -- as the feed has it
ALTER TABLE entry ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entry_dated ON entry (feed, dated) WHERE dated <> '';

ALTER TABLE feed ADD COLUMN lags TEXT NOT NULL DEFAULT '';    -- seconds from first seen to date, of the last entries
ALTER TABLE feed ADD COLUMN skew_h INTEGER;                   -- hours by which its dates are ahead (behind: < 0)
ALTER TABLE feed ADD COLUMN skew_zone TEXT;                   -- IANA: the zone that would put them right
