-- Of articles stored more than once, the newest version stays.
-- $since DATE inclusive, $until DATE exclusive
DELETE FROM article
WHERE day >= $since AND day < $until
    AND rowid IN (
        SELECT row
        FROM (
            SELECT
                rowid AS row,
                row_number() OVER (PARTITION BY article_id ORDER BY revision DESC, rowid) AS place
            FROM article
            WHERE day >= $since AND day < $until
        )
        WHERE place > 1
    );
