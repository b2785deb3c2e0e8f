INSERT INTO poll (
    feed_id, started_at, took_ms, status, http_status, bytes, entries, new_articles, known_articles, error,
    dates_set_aside
)
SELECT
    f.feed_id, i.started_at, i.took_ms, i.status, i.http_status, i.bytes, i.entries, i.new_articles,
    i.known_articles, i.error, i.dates_set_aside
FROM incoming_poll AS i
JOIN feed AS f ON f.key = i.feed
ORDER BY i.started_at;
