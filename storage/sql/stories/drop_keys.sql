-- $articles BIGINT[]; $since TIMESTAMP: none of them is dated earlier
DELETE FROM story_key WHERE dated_at >= $since AND article_id IN (SELECT unnest($articles::BIGINT[]));
