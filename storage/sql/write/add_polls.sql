INSERT INTO poll
SELECT
    f.feed_id, i.started_at, i.took_ms, i.status, i.http_status, i.bytes, i.entries, i.new_articles,
    i.known_articles, i.error
FROM incoming_poll AS i
JOIN feed AS f ON f.key = i.feed
ORDER BY i.started_at;
