-- What makes copies of one text a story (storage/ingest/stories.py).

-- By which copies find each other, some rows an article: see storage/likeness.py. Kept for good, since what is
-- read from an outlet's archive years later may be a copy, too.
CREATE TABLE story_key (
    key UINTEGER NOT NULL,
    article_id BIGINT NOT NULL,
    dated_at TIMESTAMP NOT NULL,  -- of the article: published, else first seen
    day DATE NOT NULL
);

-- What is compared of recent articles. Of older ones it is worked out again from the text when needed.
CREATE TABLE story_likeness (
    article_id BIGINT NOT NULL,
    dated_at TIMESTAMP NOT NULL,
    likeness BLOB NOT NULL
);

-- The articles of stories that have more than one, so that copies can be taken out of daily counts.
CREATE TABLE story_article (
    article_id BIGINT NOT NULL,
    story_id BIGINT NOT NULL,     -- id of the story's earliest article
    dated_at TIMESTAMP NOT NULL,
    day DATE NOT NULL,            -- repeated on purpose, as in mention
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL
);
