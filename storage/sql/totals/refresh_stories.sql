-- What touched stories mention now, in place of what they did; and the difference in the daily counts.
-- Variables: first_day, last_day DATE
CREATE OR REPLACE TEMP TABLE story_was AS
SELECT *
FROM story_mention
WHERE day BETWEEN getvariable('first_day') AND getvariable('last_day')
    AND story_id IN (SELECT story_id FROM touched_story);

CREATE OR REPLACE TEMP TABLE story_is AS
WITH member AS (
    SELECT *, min(day) OVER (PARTITION BY story_id) AS begin_day
    FROM story_article
    WHERE day BETWEEN getvariable('first_day') AND getvariable('last_day')
        AND story_id IN (SELECT story_id FROM touched_story)
)
SELECT story_id, article_id, 0::SMALLINT AS entity_id, true AS named, day, begin_day, outlet_id, lang
FROM member
UNION ALL
SELECT
    s.story_id, s.article_id, m.entity_id, bool_or(m.kind <> 'capital'), s.day, s.begin_day, s.outlet_id, s.lang
FROM member AS s
JOIN mention AS m ON m.day = s.day AND m.article_id = s.article_id
WHERE m.day BETWEEN getvariable('first_day') AND getvariable('last_day') AND m.kind <> 'office'
GROUP BY ALL;

DELETE FROM story_mention
WHERE day BETWEEN getvariable('first_day') AND getvariable('last_day')
    AND story_id IN (SELECT story_id FROM touched_story);

INSERT INTO story_mention
SELECT story_id, article_id, entity_id, named, day, begin_day, outlet_id, lang
FROM story_is
ORDER BY begin_day, story_id, article_id, entity_id;

CREATE OR REPLACE TEMP TABLE story_day_change AS
WITH either AS (
    SELECT -1 AS sign, * FROM story_was
    UNION ALL
    SELECT 1, * FROM story_is
), told AS (
    SELECT sign, '' AS lang, begin_day, day, entity_id, named, story_id FROM either
    UNION ALL
    SELECT sign, lang, min(day) OVER (PARTITION BY sign, story_id, lang), day, entity_id, named, story_id
    FROM either
), counted AS (
    SELECT lang, day, entity_id, sum(sign) AS n, sum(sign) FILTER (named) AS named
    FROM told
    GROUP BY lang, day, entity_id
    UNION ALL
    SELECT
        lang, begin_day, entity_id,
        -sum(sign * n), -sum(sign * named)
    FROM (
        SELECT
            sign, lang, begin_day, entity_id, count(DISTINCT story_id) AS n,
            count(DISTINCT story_id) FILTER (named) AS named
        FROM told
        GROUP BY sign, lang, begin_day, entity_id
    )
    GROUP BY lang, begin_day, entity_id
)
SELECT lang, day, entity_id, sum(n) AS copies, coalesce(sum(named), 0) AS copies_named
FROM counted
GROUP BY lang, day, entity_id
HAVING sum(n) <> 0 OR coalesce(sum(named), 0) <> 0;

INSERT INTO story_day_delta (day, entity_id, copies, copies_named, lang)
SELECT day, entity_id, copies, copies_named, lang FROM story_day_change ORDER BY lang, day, entity_id;

-- A story may be another of some outlets, and the sums over all of them stay. The day on which it begins is marked, too:
-- it says where it is read again (storage/coverage/members.py).
INSERT INTO changed_day
SELECT DISTINCT unnest([day, begin_day]) AS day, 0, 0, 1, 0
FROM ((FROM story_was EXCEPT FROM story_is) UNION ALL (FROM story_is EXCEPT FROM story_was))
ORDER BY day;

DROP TABLE story_was;
DROP TABLE story_is;
DROP TABLE story_day_change;
