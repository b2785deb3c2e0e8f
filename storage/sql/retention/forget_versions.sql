-- The same for what these articles were before they were edited.
UPDATE article_version
SET body = ''
WHERE article_id IN (SELECT article_id FROM forgotten) AND body <> '';
