-- The daily counts of copies among the articles of each language, besides those among all of them.
ALTER TABLE story_day_delta ADD COLUMN lang VARCHAR DEFAULT ''; -- empty: articles of all languages together

INSERT INTO story_day_delta (day, entity_id, copies, copies_named, lang)
WITH told AS (
    SELECT *, min(day) OVER (PARTITION BY story_id, lang) AS lang_begin_day
    FROM story_mention
)
SELECT day, entity_id, sum(n), sum(named), lang
FROM (
    SELECT day, lang, entity_id, count(*) AS n, count(*) FILTER (named) AS named
    FROM told
    GROUP BY day, lang, entity_id
    UNION ALL
    SELECT
        lang_begin_day, lang, entity_id,
        -count(DISTINCT story_id), -count(DISTINCT story_id) FILTER (named)
    FROM told
    GROUP BY lang_begin_day, lang, entity_id
)
GROUP BY day, lang, entity_id
HAVING sum(n) <> 0 OR sum(named) <> 0
ORDER BY lang, day, entity_id;
