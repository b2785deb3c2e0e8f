-- How many of each outlet's articles are copies: of a story that another article, of whichever outlet, had first.
-- $since DATE inclusive; $until DATE exclusive
-- outlet_id, articles, copies
WITH written AS (
    SELECT outlet_id, sum(articles)::BIGINT AS articles
    FROM outlet_day
    WHERE day >= $since AND day < $until
    GROUP BY outlet_id
),
copied AS (
    SELECT outlet_id, count(*) AS copies
    FROM story_article
    WHERE day >= $since AND day < $until AND article_id <> story_id
    GROUP BY outlet_id
)
SELECT outlet_id, articles, coalesce(copies, 0)::BIGINT AS copies
FROM written LEFT JOIN copied USING (outlet_id)
WHERE articles > 0
ORDER BY outlet_id;
