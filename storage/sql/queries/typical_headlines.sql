-- The articles that are most about one entity: named in the title, often, and one outlet after the other.
-- $entity SMALLINT; $kinds VARCHAR[]: what counts as a mention; $since DATE inclusive; $until DATE exclusive;
-- $outlets SMALLINT[], $langs VARCHAR[] (empty: all); $limit BIGINT
-- article_id, mentions, in_title, day
WITH about AS (
    SELECT
        article_id,
        outlet_id,
        sum(count)::BIGINT AS mentions,
        bool_or(in_title) AS in_title,
        max(day) AS day
    FROM mention
    WHERE entity_id = $entity AND day >= $since AND day < $until
        AND list_contains($kinds::VARCHAR[], kind)
        AND (len($outlets::SMALLINT[]) = 0 OR list_contains($outlets::SMALLINT[], outlet_id))
        AND (len($langs::VARCHAR[]) = 0 OR list_contains($langs::VARCHAR[], lang))
    GROUP BY article_id, outlet_id
),
maybe AS (
    SELECT *
    FROM about
    QUALIFY rank() OVER (PARTITION BY outlet_id ORDER BY in_title DESC, mentions DESC) <= $limit
),
ranked AS (
    SELECT
        m.*,
        row_number() OVER (
            PARTITION BY outlet_id ORDER BY in_title DESC, mentions DESC, published_at, article_id
        ) AS place
    FROM maybe AS m
    JOIN (SELECT article_id, published_at FROM article WHERE day >= $since AND day < $until) AS a USING (article_id)
)
SELECT article_id, mentions, in_title, day
FROM ranked
ORDER BY in_title DESC, place, mentions DESC, article_id
LIMIT $limit;
