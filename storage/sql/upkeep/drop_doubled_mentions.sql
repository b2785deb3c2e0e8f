-- $since DATE inclusive, $until DATE exclusive
DELETE FROM mention
WHERE day >= $since AND day < $until
    AND rowid IN (
        SELECT row
        FROM (
            SELECT
                rowid AS row,
                row_number() OVER (PARTITION BY article_id, entity_id, kind ORDER BY rowid) AS place
            FROM mention
            WHERE day >= $since AND day < $until
        )
        WHERE place > 1
    );
