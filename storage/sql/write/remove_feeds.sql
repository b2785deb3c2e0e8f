-- Feeds that a configuration no longer has.
UPDATE feed
SET removed_at = i.removed_at
FROM incoming_removed_feed AS i
WHERE feed.key = i.key AND feed.removed_at IS NULL;
