-- What the archive was before $before TIMESTAMPTZ is forgotten.
SELECT count(*) FROM ducklake_expire_snapshots($lake, older_than => $before);
