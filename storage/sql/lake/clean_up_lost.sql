-- Files that nothing ever referred to, of a writer that was killed, are deleted when older than $before TIMESTAMPTZ.
SELECT count(*) FROM ducklake_delete_orphaned_files($lake, older_than => $before);
