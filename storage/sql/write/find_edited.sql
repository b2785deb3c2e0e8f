-- Candidates whose feed published another text under the same address. A text that is gone (its page could not
-- be read this time) is no edit. Day, language and date of the first version stay: they were counted.
-- $since TIMESTAMP: when the first of them was stored; older articles need not be read
CREATE OR REPLACE TEMP TABLE edited AS
SELECT c.place, a.article_id, a.outlet_id, a.day, a.lang, a.published_at
FROM article AS a
JOIN candidate AS c USING (article_id)
JOIN incoming_article AS i USING (place)
WHERE a.first_seen_at >= $since
  AND c.may_be_edit
  AND i.first_seen_at >= a.first_seen_at
  AND (a.title <> i.title OR a.body <> i.body)
  AND NOT (i.body = '' AND a.body <> '');
