ALTER TABLE feed ADD COLUMN last_set_aside INTEGER; -- dates of its last document that cannot be
