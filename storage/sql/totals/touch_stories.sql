-- Stories whose counts may be others after this transaction. $stories BIGINT[]; $first DATE: none of them has, or had,
-- an article of an earlier day
INSERT INTO touched_story SELECT unnest($stories::BIGINT[]), $first;
