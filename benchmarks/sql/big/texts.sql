-- Titles, and bodies when asked for. $bodies BOOLEAN
CREATE OR REPLACE TEMP TABLE texts AS
SELECT
    m.place,
    concat_ws(' ', n.names, t.words) AS title,
    concat(o.words, ' ', s.words) AS summary,
    coalesce(n.body, '') AS body
FROM made AS m
JOIN big_phrase AS t ON t.phrase = m.title_phrase
JOIN big_phrase AS s ON s.phrase = m.summary_phrase
JOIN big_phrase AS o ON o.phrase = m.own_phrase
LEFT JOIN (
    SELECT
        place,
        string_agg(name, ' dan ' ORDER BY turn) FILTER (in_title) AS names,
        CASE
            WHEN $bodies::BOOLEAN
            THEN string_agg(repeat(rpad(concat(name, ' ', w.words), 69, ' dan') || ' ', 4), '' ORDER BY turn)
        END AS body
    FROM named
    JOIN big_phrase AS w ON w.phrase = die(hash(place, turn, 'body'), 131072)
    GROUP BY place
) AS n USING (place);
