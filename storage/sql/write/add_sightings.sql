-- Articles in other feeds than their own, as the batch says, or because another feed brought them again.
INSERT INTO sighting (article_id, feed_id, seen_at)
SELECT article_id, feed_id, min(seen_at)
FROM (
    SELECT i.article_id, f.feed_id, i.seen_at
    FROM incoming_sighting AS i
    JOIN feed AS f ON f.key = i.feed
    UNION ALL
    SELECT article_id, feed_id, seen_at
    FROM sighted
)
ANTI JOIN sighting USING (article_id, feed_id)
GROUP BY article_id, feed_id
ORDER BY min(seen_at), article_id, feed_id;
