-- Articles mentioning one entity per quarter of an hour, UTC (zones differ by quarters). Only published times
-- that an outlet gave.
-- $entity SMALLINT; $kinds VARCHAR[]: what counts as a mention; $since DATE inclusive; $until DATE exclusive;
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all)
-- quarter (start of the quarter), articles
SELECT
    time_bucket(INTERVAL 15 MINUTES, published_at) AS quarter,
    count(DISTINCT article_id)::BIGINT AS articles
FROM mention
JOIN (
    SELECT article_id, published_at
    FROM article
    WHERE day >= $since AND day < $until AND published_at IS NOT NULL
) AS a USING (article_id)
WHERE entity_id = $entity AND day >= $since AND day < $until
    AND list_contains($kinds::VARCHAR[], kind)
    -- if $outlets
    AND list_contains($outlets::SMALLINT[], outlet_id)
    -- end
    -- if $langs
    AND list_contains($langs::VARCHAR[], lang)
    -- end
GROUP BY ALL
ORDER BY quarter;
