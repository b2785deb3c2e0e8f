-- How many articles name each entity in any way, and at how many places: entity_id, articles, mentions
-- $below UBIGINT: in the articles whose id's hash is not greater
SELECT entity_id, count(DISTINCT article_id) AS articles, sum(len(spans))::BIGINT AS mentions
FROM mention
WHERE hash(article_id) <= $below
GROUP BY entity_id;
