-- Most addresses repeat their article's title. Of these article.url has a mark in its place: chr(1) and, as
-- chr(32 + n), that it stands for the first n letters of the title as addresses write it (storage/addresses.py).
CREATE MACRO whole_url(url, title) AS CASE
    WHEN contains(url, chr(1)) THEN concat(
        split_part(url, chr(1), 1),
        left(
            trim(regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g'), '-'),
            unicode(split_part(url, chr(1), 2)) - 32
        ),
        substr(split_part(url, chr(1), 2), 2)
    )
    ELSE url
END;

-- What the article says, too.
ALTER TABLE story_key DROP COLUMN dated_at;
