UPDATE retag
SET last_day = $last_day, last_article_id = $last_article_id,
    articles = articles + $articles, changed = changed + $changed
WHERE version = $version AND finished_at IS NULL;
