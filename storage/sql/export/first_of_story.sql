-- The first article of each story among those of a selection. Variables as in export/articles.sql, since and until
-- of the whole selection. With entities: the first that mentions one of them.
CREATE OR REPLACE TEMP TABLE first_of_story AS
SELECT arg_min(article_id, (coalesce(published_at, first_seen_at), article_id)) AS article_id
FROM article
WHERE getvariable('fold')
    AND day >= getvariable('since') AND day < getvariable('until')
    AND (len(getvariable('outlets')) = 0 OR list_contains(getvariable('outlets'), outlet_id))
    AND (len(getvariable('langs')) = 0 OR list_contains(getvariable('langs'), lang))
    AND (
        len(getvariable('entities')) = 0
        OR article_id IN (
            SELECT article_id
            FROM mention
            WHERE day >= getvariable('since') AND day < getvariable('until')
                AND list_contains(getvariable('entities'), entity_id)
                AND list_contains(getvariable('kinds'), kind)
        )
    )
GROUP BY coalesce(story_id, article_id);
