-- Years in which something has a row too many are written again, as in compact_entity_days.sql.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT DISTINCT date_trunc('year', day) AS year
FROM (
    SELECT day
    FROM entity_total_delta
    GROUP BY day, lang, entity_id
    HAVING count(*) > 1 OR sum(articles) = 0
);
CREATE OR REPLACE TEMP TABLE compacted AS
SELECT
    day, lang, entity_id, sum(articles)::INTEGER AS articles, sum(articles_named)::INTEGER AS articles_named,
    sum(mentions)::INTEGER AS mentions, sum(mentions_named)::INTEGER AS mentions_named
FROM entity_total_delta
WHERE date_trunc('year', day) IN (SELECT year FROM stale)
GROUP BY day, lang, entity_id
HAVING sum(articles) <> 0;
DELETE FROM entity_total_delta WHERE date_trunc('year', day) IN (SELECT year FROM stale);
INSERT INTO entity_total_delta FROM compacted ORDER BY date_trunc('year', day), entity_id, day, lang;
DROP TABLE stale;
CREATE OR REPLACE TEMP TABLE compacted AS
SELECT
    day, entity_id, sum(copies)::INTEGER AS copies, sum(copies_named)::INTEGER AS copies_named, lang
FROM story_day_delta
GROUP BY day, entity_id, lang
HAVING sum(copies) <> 0 OR sum(copies_named) <> 0;
DELETE FROM story_day_delta;
INSERT INTO story_day_delta FROM compacted ORDER BY lang, date_trunc('year', day), entity_id, day;
CREATE OR REPLACE TEMP TABLE compacted AS
SELECT
    day, sum(volumes)::INTEGER AS volumes, sum(entities)::INTEGER AS entities, sum(stories)::INTEGER AS stories,
    sum(polls)::INTEGER AS polls
FROM changed_day
GROUP BY day;
DELETE FROM changed_day;
INSERT INTO changed_day FROM compacted ORDER BY day;
DROP TABLE compacted;
