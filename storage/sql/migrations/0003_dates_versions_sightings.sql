-- What a date said; what an article was before it was edited; the other feeds that it stands in.
ALTER TABLE article ADD COLUMN published_said VARCHAR; -- as printed by published_source; when collected: by the feed
ALTER TABLE article ADD COLUMN published_zone VARCHAR; -- what it was taken for, when it names no zone itself
ALTER TABLE poll ADD COLUMN dates_set_aside INTEGER DEFAULT 0; -- entries whose date cannot be read, or cannot be

-- Earlier versions. The newest is in article.
CREATE TABLE article_version (
    article_id BIGINT NOT NULL,
    revision SMALLINT NOT NULL,     -- 1 is the first
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    replaced_at TIMESTAMP NOT NULL  -- when the next version was first seen
);

-- Feeds that an article stands in besides the one that brought it (article.feed_id).
CREATE TABLE sighting (
    article_id BIGINT NOT NULL,
    feed_id SMALLINT NOT NULL,
    seen_at TIMESTAMP NOT NULL      -- first
);
