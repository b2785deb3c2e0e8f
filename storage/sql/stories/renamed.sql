-- Stories of some articles that begin with another article than the one that they have the id of.
-- $articles BIGINT[]
-- story_id, target
SELECT story_id, arg_min(article_id, (dated_at, article_id)) AS target
FROM story_article
WHERE story_id IN (
    SELECT story_id FROM story_article WHERE article_id IN (SELECT unnest($articles::BIGINT[]))
)
GROUP BY story_id
HAVING story_id <> arg_min(article_id, (dated_at, article_id));
