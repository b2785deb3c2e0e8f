-- What the sums over all outlets lack, or have too much, against the counts of each outlet.
-- $since DATE inclusive, $until DATE exclusive
INSERT INTO entity_total_delta (day, lang, entity_id, articles, articles_named, mentions, mentions_named)
SELECT day, lang, entity_id, sum(articles), sum(articles_named), sum(mentions), sum(mentions_named)
FROM (
    SELECT day, lang, entity_id, articles, articles_named, mentions, mentions_named
    FROM entity_day_delta
    WHERE day >= $since AND day < $until
    UNION ALL
    SELECT day, lang, entity_id, -articles, -articles_named, -mentions, -mentions_named
    FROM entity_total_delta
    WHERE day >= $since AND day < $until
)
GROUP BY day, lang, entity_id
HAVING sum(articles) <> 0 OR sum(articles_named) <> 0 OR sum(mentions) <> 0
ORDER BY ALL;
