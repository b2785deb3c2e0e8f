-- Mentions whose article is not there, or that contradict it in what they repeat of it: mentions, articles
SELECT count(*) AS mentions, count(DISTINCT m.article_id) AS articles
FROM mention AS m
ANTI JOIN article AS a
    ON a.article_id = m.article_id AND a.day = m.day AND a.outlet_id = m.outlet_id AND a.lang = m.lang
        AND a.published_at IS NOT DISTINCT FROM m.published_at;
