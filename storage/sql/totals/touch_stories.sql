-- Stories whose counts may be others after this transaction. $stories BIGINT[]
INSERT INTO touched_story SELECT unnest($stories::BIGINT[]);
