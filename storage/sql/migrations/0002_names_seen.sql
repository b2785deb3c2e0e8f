-- Names after a title that the gazetteer lacks, one row a place in an article.
CREATE TABLE name_seen (
    article_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,        -- in full, where the article has it in full anywhere
    name_folded VARCHAR NOT NULL, -- without accents, hyphens and capitals: what its spellings have in common
    title VARCHAR NOT NULL,       -- foreign-minister
    country VARCHAR,              -- ISO 3166-1 alpha-2, of the country named beside the title
    field VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    day DATE NOT NULL,            -- repeated on purpose, as in mention
    outlet_id SMALLINT NOT NULL,
    lang VARCHAR NOT NULL
);
