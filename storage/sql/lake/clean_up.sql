-- Files that nothing refers to any more, since before $before TIMESTAMPTZ, are deleted.
SELECT count(*) FROM ducklake_cleanup_old_files($lake, older_than => $before);
