-- Where names stand, as far as texts are kept, at most three places a name: of different outlets first, the latest first.
-- $names VARCHAR[]: folded; $since DATE inclusive
-- folded, outlet, day, url, lang, headline, text (title or body), start_char, end_char (in text)
WITH seen AS (
    SELECT n.*, row_number() OVER (
        PARTITION BY n.name_folded, n.outlet_id ORDER BY n.day DESC, n.article_id, n.field DESC, n.start_char
    ) AS of_outlet
    FROM name_seen AS n
    ANTI JOIN (SELECT day, article_id FROM article WHERE text_gone IS NOT NULL) AS g
        ON g.day = n.day AND g.article_id = n.article_id AND n.field = 'body'
    WHERE n.day >= $since AND n.name_folded IN (SELECT unnest($names::VARCHAR[]))
), chosen AS (
    SELECT *
    FROM seen
    QUALIFY row_number() OVER (
        PARTITION BY name_folded ORDER BY of_outlet, day DESC, article_id, field DESC, start_char
    ) <= 3
)
SELECT
    c.name_folded AS folded, o.name AS outlet, c.day, whole_url(a.url, a.title) AS url, c.lang, a.title AS headline,
    CASE WHEN c.field = 'title' THEN a.title ELSE a.body END AS text, c.start_char, c.end_char
FROM chosen AS c
JOIN article AS a USING (day, article_id)
JOIN outlet AS o ON o.outlet_id = c.outlet_id
ORDER BY c.name_folded, c.of_outlet, c.day DESC, c.article_id, c.field DESC, c.start_char;
