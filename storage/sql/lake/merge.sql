-- Small files that follow each other become one.
-- $below UBIGINT: in bytes; larger ones are left alone
SELECT count(*) FROM ducklake_merge_adjacent_files($lake, max_file_size => $below);
