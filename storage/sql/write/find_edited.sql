-- Candidates whose feed published another text under the same address, or whose date is known better than before.
-- A text that is missing (its page could not be read this time) is no edit; one that is no longer kept is known by
-- its md5, in text_gone. Day, language and date of the first
-- version stay, they were counted; but a date that the feed or the page gives goes before one found in the text,
-- and before the moment of collecting.
-- $since TIMESTAMP: when the first of them was stored; older articles need not be read
CREATE OR REPLACE TEMP TABLE edited AS
SELECT
    place, article_id, outlet_id, day_before, lang, is_rewritten, is_redated,
    CASE WHEN is_redated THEN day_now ELSE day_before END AS day,
    CASE WHEN is_redated THEN published_now ELSE published_before END AS published_at,
    CASE WHEN is_redated THEN said_now ELSE said_before END AS published_said
FROM (
    SELECT
        c.place, a.article_id, a.outlet_id, a.lang,
        a.day AS day_before, a.published_at AS published_before, a.published_said AS said_before,
        c.day AS day_now, c.published_at AS published_now, c.published_said AS said_now,
        a.title <> i.title OR CASE
            WHEN a.text_gone IS NULL AND i.text_gone IS NULL THEN a.body <> i.body
            ELSE coalesce(a.text_gone, md5(a.body)) <> coalesce(i.text_gone, md5(i.body))
        END AS is_rewritten,
        c.published_at IS NOT NULL
            AND i.published_source NOT IN ('collected', 'text')
            AND a.published_source IN ('collected', 'text') AS is_redated
    FROM article AS a
    JOIN candidate AS c USING (article_id)
    JOIN incoming_article AS i USING (place)
    WHERE a.first_seen_at >= $since
      AND c.may_be_edit
      AND i.first_seen_at >= a.first_seen_at
      AND NOT (
          i.body = '' AND coalesce(i.text_gone, md5('')) = md5('')
          AND (a.body <> '' OR coalesce(a.text_gone, md5('')) <> md5(''))
      )
)
WHERE is_rewritten OR is_redated;
