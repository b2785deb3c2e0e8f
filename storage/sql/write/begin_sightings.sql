-- Articles that another feed brought again in this batch.
CREATE OR REPLACE TEMP TABLE sighted (article_id BIGINT, feed_id SMALLINT, seen_at TIMESTAMP);
