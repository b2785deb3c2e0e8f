-- Strays whose article is there after all, as it is there; mentions without any article are gone.
INSERT INTO mention
SELECT
    s.article_id, s.entity_id, s.kind, s.count, s.in_title, s.spans, a.day, a.outlet_id, a.lang
FROM stray AS s
JOIN (SELECT article_id, day, outlet_id, lang FROM article) AS a USING (article_id)
WHERE NOT EXISTS (
    FROM mention AS m
    WHERE m.article_id = s.article_id AND m.entity_id = s.entity_id AND m.kind = s.kind
);
