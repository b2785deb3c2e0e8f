-- Members of stories, keys, sightings, unknown names and versions of the articles in "made". $seed BIGINT
INSERT INTO story_key (article_id, day, keys)
SELECT
    article_id, day,
    list_sort([die(hash(CASE WHEN turn < 6 THEN story ELSE place END, turn, $seed), 16777216) FOR turn IN range(8)])
FROM made
ORDER BY place;
INSERT INTO story_article (article_id, story_id, dated_at, day, outlet_id, lang)
SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang
FROM made
WHERE story <> place OR (place % 20 = 0 AND place IN (SELECT story FROM copied))
ORDER BY place;
INSERT INTO outlet_day_delta (day, outlet_id, lang, articles)
SELECT day, outlet_id, lang, count(*) FROM made GROUP BY ALL ORDER BY ALL;
INSERT INTO sighting (article_id, feed_id, seen_at)
SELECT article_id, 1 + (feed_id + 1) % 200, first_seen_at + INTERVAL 20 MINUTES
FROM made
WHERE die(hash(place, $seed, 'sighting'), 33) = 0
ORDER BY place;
INSERT INTO article_version (article_id, revision, title, body, replaced_at)
SELECT m.article_id, 1, t.title || ' (1)', '', m.first_seen_at + INTERVAL 40 MINUTES
FROM made AS m
JOIN texts AS t USING (place)
WHERE die(hash(place, $seed, 'edited'), 100) = 0
ORDER BY place;
INSERT INTO name_seen (
    article_id, name, name_folded, title, country, field, start_char, end_char, day, outlet_id, lang
)
SELECT
    article_id, concat('Nama Baru ', number), concat('nama baru ', number), 'minister', 'ID', 'body', 30, 44, day,
    outlet_id, lang
FROM (SELECT *, die(hash(place, $seed, 'unknown'), 4000) AS number FROM made)
WHERE die(hash(place, $seed, 'unknown name'), 40) = 0
ORDER BY place;
