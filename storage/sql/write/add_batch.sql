-- A batch that is in. All that a bundle brought is noted with the first of its parts.
-- $parts VARCHAR[]; $articles INTEGER: new ones; $polls INTEGER
INSERT INTO batch (name, ingested_at, articles, polls, gazetteer_version)
SELECT
    name, $ingested_at,
    CASE WHEN place = 1 THEN $articles ELSE 0 END,
    CASE WHEN place = 1 THEN $polls ELSE 0 END,
    $gazetteer_version
FROM (SELECT unnest($parts) AS name, generate_subscripts($parts, 1) AS place);
