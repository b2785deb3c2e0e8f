-- Rows of entity_day that a count of table mention contradicts. Numbers are in the order articles,
-- articles_named, articles_office, mentions, mentions_named: day, outlet_id, lang, entity_id, stored, counted
-- $since DATE inclusive, $until DATE exclusive
WITH per_article AS (
    SELECT
        day, outlet_id, lang, entity_id, article_id,
        bool_or(kind <> 'office') AS counted,
        bool_or(kind NOT IN ('office', 'capital')) AS named,
        coalesce(sum(count) FILTER (kind <> 'office'), 0) AS mentions,
        coalesce(sum(count) FILTER (kind NOT IN ('office', 'capital')), 0) AS mentions_named
    FROM mention
    WHERE day >= $since AND day < $until
    GROUP BY ALL
), recount AS (
    SELECT
        day, outlet_id, lang, entity_id,
        [
            count(*) FILTER (counted), count(*) FILTER (named), count(*) FILTER (NOT counted),
            sum(mentions), sum(mentions_named)
        ]::BIGINT[] AS numbers
    FROM per_article
    GROUP BY ALL
), stored AS (
    SELECT
        day, outlet_id, lang, entity_id,
        [articles, articles_named, articles_office, mentions, mentions_named]::BIGINT[] AS numbers
    FROM entity_day
    WHERE day >= $since AND day < $until
)
SELECT day, outlet_id, lang, entity_id, s.numbers AS stored, r.numbers AS counted
FROM stored AS s
FULL JOIN recount AS r USING (day, outlet_id, lang, entity_id)
WHERE s.numbers IS DISTINCT FROM r.numbers
ORDER BY ALL;
