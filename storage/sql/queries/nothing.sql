-- No row of the archive, but from then on its transaction sees what is there at this moment.
-- (no parameters)
-- one column
SELECT 1 FROM schema_version LIMIT 0;
