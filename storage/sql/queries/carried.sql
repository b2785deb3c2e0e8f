-- The other articles of the stories of some articles, earliest first.
-- $articles BIGINT[]
-- article_id (the one asked for), other_id, outlet_id, outlet, title, url, lang, dated_at (of the other one)
SELECT
    mine.article_id, a.article_id AS other_id, a.outlet_id, o.name AS outlet, a.title, whole_url(a.url, a.title) AS url, a.lang,
    coalesce(a.published_at, a.first_seen_at) AS dated_at
FROM story_article AS mine
JOIN story_article AS other USING (story_id)
JOIN article AS a ON a.article_id = other.article_id AND a.day = other.day
JOIN outlet AS o ON o.outlet_id = a.outlet_id
WHERE mine.article_id IN (SELECT unnest($articles::BIGINT[])) AND other.article_id <> mine.article_id
ORDER BY mine.article_id, dated_at, other_id;
