-- Files of which many rows are no more are written again without these.
-- $share DOUBLE: how many is many, 0 to 1
SELECT count(*) FROM ducklake_rewrite_data_files($lake, delete_threshold => $share);
