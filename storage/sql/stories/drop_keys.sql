-- $articles BIGINT[]; $first DATE: none of them is of an earlier day
DELETE FROM story_key WHERE day >= $first AND article_id IN (SELECT unnest($articles::BIGINT[]));
