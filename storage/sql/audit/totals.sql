-- Rows of the sums over all outlets and of stories that the tables they follow from contradict: contradictions
WITH summed AS (
    SELECT day, lang, entity_id, sum(articles) AS a, sum(articles_named) AS b, sum(mentions) AS c, sum(mentions_named) AS d
    FROM entity_day_delta
    GROUP BY ALL
    HAVING sum(articles) <> 0
), total AS (
    SELECT day, lang, entity_id, sum(articles) AS a, sum(articles_named) AS b, sum(mentions) AS c, sum(mentions_named) AS d
    FROM entity_total_delta
    GROUP BY ALL
    HAVING sum(articles) <> 0
), said AS (
    SELECT
        s.story_id, s.article_id, m.entity_id, m.named, s.day,
        min(s.day) OVER (PARTITION BY s.story_id) AS begin_day, s.outlet_id, s.lang
    FROM story_article AS s
    JOIN (
        SELECT article_id, 0::SMALLINT AS entity_id, true AS named FROM story_article
        UNION ALL
        SELECT article_id, entity_id, bool_or(kind <> 'capital')
        FROM mention
        WHERE kind <> 'office' AND article_id IN (SELECT article_id FROM story_article)
        GROUP BY article_id, entity_id
    ) AS m USING (article_id)
), noted AS (
    SELECT story_id, article_id, entity_id, named, day, begin_day, outlet_id, lang FROM story_mention
), told AS (
    SELECT '' AS lang, story_id, day, begin_day, entity_id, named FROM said
    UNION ALL
    SELECT lang, story_id, day, min(day) OVER (PARTITION BY story_id, lang), entity_id, named FROM said
), counted AS (
    SELECT lang, day, entity_id, sum(n) AS copies, sum(named) AS copies_named
    FROM (
        SELECT lang, day, entity_id, count(*) AS n, count(*) FILTER (named) AS named
        FROM told
        GROUP BY lang, day, entity_id
        UNION ALL
        SELECT lang, begin_day, entity_id, -count(DISTINCT story_id), -count(DISTINCT story_id) FILTER (named)
        FROM told
        GROUP BY lang, begin_day, entity_id
    )
    GROUP BY lang, day, entity_id
    HAVING sum(n) <> 0 OR sum(named) <> 0
), stored AS (
    SELECT lang, day, entity_id, sum(copies) AS copies, sum(copies_named) AS copies_named
    FROM story_day_delta
    GROUP BY lang, day, entity_id
    HAVING sum(copies) <> 0 OR sum(copies_named) <> 0
)
SELECT
    (SELECT count(*) FROM ((FROM summed EXCEPT ALL FROM total) UNION ALL (FROM total EXCEPT ALL FROM summed)))
    + (SELECT count(*) FROM ((FROM said EXCEPT ALL FROM noted) UNION ALL (FROM noted EXCEPT ALL FROM said)))
    + (SELECT count(*) FROM ((FROM counted EXCEPT ALL FROM stored) UNION ALL (FROM stored EXCEPT ALL FROM counted)))
    AS contradictions;
