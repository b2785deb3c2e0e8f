-- What the rows of mention_change are worth. An article has the entity once, whatever the kinds:
-- by any name or a capital (articles), by more than a capital (articles_named), by an office alone
-- (articles_office).
CREATE OR REPLACE TEMP TABLE entity_day_change AS
WITH per_article AS (
    SELECT
        sign, day, outlet_id, lang, entity_id, article_id,
        bool_or(kind <> 'office') AS counted,
        bool_or(kind NOT IN ('office', 'capital')) AS named,
        coalesce(sum(count) FILTER (kind <> 'office'), 0) AS mentions,
        coalesce(sum(count) FILTER (kind NOT IN ('office', 'capital')), 0) AS mentions_named
    FROM mention_change
    GROUP BY ALL
), per_day AS (
    SELECT
        day, outlet_id, lang, entity_id,
        sum(CASE WHEN counted THEN sign ELSE 0 END) AS articles,
        sum(CASE WHEN named THEN sign ELSE 0 END) AS articles_named,
        sum(CASE WHEN counted THEN 0 ELSE sign END) AS articles_office,
        sum(sign * mentions) AS mentions,
        sum(sign * mentions_named) AS mentions_named
    FROM per_article
    GROUP BY ALL
)
SELECT *
FROM per_day
WHERE (articles, articles_named, articles_office, mentions, mentions_named) IS DISTINCT FROM (0, 0, 0, 0, 0);

INSERT INTO entity_day_delta (
    day, outlet_id, lang, entity_id, articles, articles_named, articles_office, mentions, mentions_named
)
FROM entity_day_change
ORDER BY ALL;

INSERT INTO entity_total_delta (day, lang, entity_id, articles, articles_named, mentions, mentions_named)
SELECT day, lang, entity_id, sum(articles), sum(articles_named), sum(mentions), sum(mentions_named)
FROM entity_day_change
GROUP BY day, lang, entity_id
HAVING sum(articles) <> 0 OR sum(articles_named) <> 0 OR sum(mentions) <> 0
ORDER BY ALL;

INSERT INTO changed_day
SELECT DISTINCT day, 0, 1, 0, 0
FROM entity_day_change;
