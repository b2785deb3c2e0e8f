UPDATE retag
SET finished_at = now()::TIMESTAMP
WHERE version = $version AND finished_at IS NULL;
