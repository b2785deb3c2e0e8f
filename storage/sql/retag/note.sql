-- How far the retag has come.
-- $version VARCHAR; $last_day DATE, $last_article_id BIGINT: done up to there; $articles, $changed INTEGER: more
UPDATE retag
SET last_day = $last_day, last_article_id = $last_article_id,
    articles = articles + $articles, changed = changed + $changed
WHERE version = $version AND finished_at IS NULL;
