-- Rows that leave table mention (sign -1) and rows that enter it (+1), in one transaction.
CREATE OR REPLACE TEMP TABLE mention_change (
    sign TINYINT, article_id BIGINT, entity_id SMALLINT, kind VARCHAR, count SMALLINT, in_title BOOLEAN,
    spans STRUCT(field VARCHAR, start_char INTEGER, length INTEGER)[],
    day DATE, outlet_id SMALLINT, lang VARCHAR
);
