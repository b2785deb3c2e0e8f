-- Names after a title that the gazetteer lacked, most mentions first: the spelling, title and country seen most,
-- how often, in how many articles and outlets, first and last day.
-- $since DATE inclusive; $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- folded, name, title, country (null: none was named), mentions, articles, outlets, first_day, last_day
WITH seen AS (
    SELECT *
    FROM name_seen
    WHERE day >= $since
      AND (len($outlets::SMALLINT[]) = 0 OR outlet_id IN (SELECT unnest($outlets::SMALLINT[])))
      AND (len($langs::VARCHAR[]) = 0 OR lang IN (SELECT unnest($langs::VARCHAR[])))
), spelt AS (
    SELECT name_folded, name, count(*) AS times FROM seen GROUP BY ALL
), titled AS (
    SELECT name_folded, title, count(*) AS times FROM seen GROUP BY ALL
), placed AS (
    SELECT name_folded, country, count(*) AS times FROM seen WHERE country IS NOT NULL GROUP BY ALL
)
SELECT
    s.name_folded AS folded,
    (SELECT arg_max(p.name, (p.times, p.name)) FROM spelt AS p WHERE p.name_folded = s.name_folded) AS name,
    (SELECT arg_max(t.title, (t.times, t.title)) FROM titled AS t WHERE t.name_folded = s.name_folded) AS title,
    (SELECT arg_max(c.country, (c.times, c.country)) FROM placed AS c WHERE c.name_folded = s.name_folded)
        AS country,
    count(*) AS mentions,
    count(DISTINCT s.article_id) AS articles,
    count(DISTINCT s.outlet_id) AS outlets,
    min(s.day) AS first_day,
    max(s.day) AS last_day
FROM seen AS s
GROUP BY s.name_folded
ORDER BY mentions DESC, outlets DESC, folded;
