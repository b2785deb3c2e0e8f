-- Days on which an outlet mentions all of some entities in any way, the newest first, and at most how many articles of
-- a day can mention them all: in each outlet and language, as many as mention the rarest.
-- $since DATE inclusive; $until DATE exclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all);
-- $entities SMALLINT[]
-- day, articles
WITH daily AS (
    SELECT day, outlet_id, lang, entity_id, sum(articles + articles_office) AS articles
    FROM entity_day_delta
    WHERE day >= $since AND day < $until
        AND entity_id IN $entities::SMALLINT[]
        -- if $outlets
        AND outlet_id IN $outlets::SMALLINT[]
        -- end
        -- if $langs
        AND list_contains($langs::VARCHAR[], lang)
        -- end
    GROUP BY day, outlet_id, lang, entity_id
    HAVING sum(articles + articles_office) > 0
),
least AS (
    SELECT day, min(articles) AS articles
    FROM daily
    GROUP BY day, outlet_id, lang
    HAVING count(*) = len($entities::SMALLINT[])
)
SELECT day, sum(articles)::BIGINT AS articles
FROM least
GROUP BY day
ORDER BY day DESC;
