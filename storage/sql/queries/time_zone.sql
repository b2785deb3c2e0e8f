-- The zone whose midnights begin the days.
-- (no parameters)
-- value; no row in a new archive
SELECT value FROM setting WHERE key = 'time_zone';
