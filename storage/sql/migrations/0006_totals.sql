-- What is asked of all outlets together, without a look at each; and which days changed.

-- entity_day over all outlets, as signed deltas, too.
CREATE TABLE entity_total_delta (
    day DATE NOT NULL,
    lang VARCHAR NOT NULL,
    entity_id SMALLINT NOT NULL,
    articles INTEGER NOT NULL,
    articles_named INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    mentions_named INTEGER NOT NULL
);

-- Whom the articles of stories with more than one article mention, offices left out, one row an entity and article;
-- and one row with entity 0 for the article itself.
CREATE TABLE story_mention (
    story_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    entity_id SMALLINT NOT NULL,
    named BOOLEAN NOT NULL,       -- by more than a capital
    day DATE NOT NULL,            -- of the article
    begin_day DATE NOT NULL,      -- of the story's earliest article
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL
);

-- How many articles of a day are not counted where stories are, over all outlets and languages: a story counts on
-- the day of its earliest article, for every entity that one of its articles mentions. Entity 0: all articles.
-- Signed deltas; below zero on a day on which a story begins whose first article does not mention the entity.
CREATE TABLE story_day_delta (
    day DATE NOT NULL,
    entity_id SMALLINT NOT NULL,
    copies INTEGER NOT NULL,
    copies_named INTEGER NOT NULL
);

-- How often something of a day changed: what answers about past days were true for. Only ever grows.
CREATE TABLE changed_day (
    day DATE NOT NULL,
    volumes INTEGER NOT NULL,   -- of articles
    entities INTEGER NOT NULL,  -- whom articles mention
    stories INTEGER NOT NULL,
    polls INTEGER NOT NULL
);

INSERT INTO entity_total_delta
SELECT day, lang, entity_id, sum(articles), sum(articles_named), sum(mentions), sum(mentions_named)
FROM entity_day_delta
GROUP BY day, lang, entity_id
HAVING sum(articles) <> 0
ORDER BY day, entity_id, lang;

INSERT INTO story_mention
SELECT s.story_id, s.article_id, m.entity_id, m.named, s.day, b.begin_day, s.outlet_id, s.lang
FROM story_article AS s
JOIN (SELECT story_id, min(day) AS begin_day FROM story_article GROUP BY story_id) AS b USING (story_id)
JOIN (
    SELECT article_id, 0::SMALLINT AS entity_id, true AS named FROM story_article
    UNION ALL
    SELECT article_id, entity_id, bool_or(kind <> 'capital')
    FROM mention
    WHERE kind <> 'office' AND article_id IN (SELECT article_id FROM story_article)
    GROUP BY article_id, entity_id
) AS m USING (article_id)
ORDER BY b.begin_day, s.story_id, m.entity_id, s.day, s.article_id;

INSERT INTO story_day_delta
SELECT day, entity_id, sum(n), sum(named)
FROM (
    SELECT day, entity_id, count(*) AS n, count(*) FILTER (named) AS named
    FROM story_mention
    GROUP BY day, entity_id
    UNION ALL
    SELECT begin_day, entity_id, -count(DISTINCT story_id), -count(DISTINCT story_id) FILTER (named)
    FROM story_mention
    GROUP BY begin_day, entity_id
)
GROUP BY day, entity_id
HAVING sum(n) <> 0 OR sum(named) <> 0
ORDER BY day, entity_id;
