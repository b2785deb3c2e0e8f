-- Days that strays were on, and those that their articles are on: first, last (null: none)
SELECT min(day), max(day)
FROM (
    SELECT day FROM stray
    UNION ALL
    SELECT day FROM article WHERE article_id IN (SELECT article_id FROM stray)
);
