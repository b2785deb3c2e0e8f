-- articles, schema (name of the newest step), compacted_on (text, null: never), uncompacted (rows of daily counts
-- beyond one a key), without_story (articles from before there were stories), newest_at TIMESTAMP (the latest that a
-- collector's clock gave)
SELECT
    (SELECT count(*) FROM article) AS articles,
    (SELECT name FROM schema_version ORDER BY version DESC LIMIT 1) AS schema,
    (SELECT value FROM setting WHERE key = 'compacted_on') AS compacted_on,
    (SELECT count(*) FROM outlet_day_delta) - (SELECT count(*) FROM outlet_day)
        + (SELECT count(*) FROM entity_day_delta) - (SELECT count(*) FROM entity_day) AS uncompacted,
    (SELECT count(*) FROM article WHERE story_id IS NULL) AS without_story,
    greatest(
        (SELECT max(first_seen_at) FROM article),
        (SELECT max(started_at) FROM poll)
    ) AS newest_at;
