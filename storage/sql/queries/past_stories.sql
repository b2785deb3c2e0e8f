-- Numbers that change when articles of the days before today are joined otherwise.
-- $today DATE
-- articles, joined
SELECT count(*) AS articles, bit_xor(hash(article_id, story_id)) AS joined
FROM story_article
WHERE day < $today;
