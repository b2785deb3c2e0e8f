-- The archive's file; null for one in memory.
-- (no parameters)
-- path
SELECT path FROM duckdb_databases() WHERE database_name = current_database();
