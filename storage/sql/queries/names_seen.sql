-- Names after a title that the gazetteer lacked, most mentions first: the spelling, title and country seen most,
-- how often, in how many articles and outlets, first and last day.
-- $since DATE inclusive
-- folded, name, title, country (null: none was named), mentions, articles, outlets, first_day, last_day
WITH seen AS (
    FROM name_seen WHERE day >= $since
), spelling AS (
    SELECT name_folded, name, count(*) AS times FROM seen GROUP BY ALL
), titled AS (
    SELECT name_folded, title, count(*) AS times FROM seen GROUP BY ALL
), placed AS (
    SELECT name_folded, country, count(*) AS times FROM seen WHERE country IS NOT NULL GROUP BY ALL
), name AS (
    SELECT name_folded, arg_max(name, (times, name)) AS name FROM spelling GROUP BY name_folded
), title AS (
    SELECT name_folded, arg_max(title, (times, title)) AS title FROM titled GROUP BY name_folded
), country AS (
    SELECT name_folded, arg_max(country, (times, country)) AS country FROM placed GROUP BY name_folded
), counted AS (
    SELECT
        name_folded,
        count(*) AS mentions,
        count(DISTINCT article_id) AS articles,
        count(DISTINCT outlet_id) AS outlets,
        min(day) AS first_day,
        max(day) AS last_day
    FROM seen
    GROUP BY name_folded
)
SELECT
    c.name_folded AS folded, n.name, t.title, p.country, c.mentions, c.articles, c.outlets, c.first_day, c.last_day
FROM counted AS c
JOIN name AS n USING (name_folded)
JOIN title AS t USING (name_folded)
LEFT JOIN country AS p USING (name_folded)
ORDER BY c.mentions DESC, c.outlets DESC, folded;
