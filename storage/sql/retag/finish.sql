-- Every article is matched with the names of $version.
UPDATE retag
SET finished_at = now()::TIMESTAMP
WHERE version = $version AND finished_at IS NULL;
