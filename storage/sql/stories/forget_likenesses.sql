-- $before TIMESTAMP
DELETE FROM story_likeness WHERE dated_at < $before;
