-- A feed that is back in the configuration.
UPDATE feed SET removed_at = NULL, next_poll_at = :now WHERE feed = :feed AND removed_at IS NOT NULL
