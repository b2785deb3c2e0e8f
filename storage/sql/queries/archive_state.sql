-- The archive's file and numbers that change with every write: what an answer was true for. Counting all rows of
-- a table reads nothing but its size, and a union is planned six times faster than one row of subqueries. Names
-- may change without a row more, and so may stories, so their names and notes (small tables) are read.
-- (no parameters)
-- what, value; the row "path" has null for an archive in memory
SELECT 'path' AS what, path AS value FROM duckdb_databases() WHERE database_name = current_database()
UNION ALL SELECT 'articles', count(*)::VARCHAR FROM article
UNION ALL SELECT 'mentions', count(*)::VARCHAR FROM mention
UNION ALL SELECT 'names seen', count(*)::VARCHAR FROM name_seen
UNION ALL SELECT 'polls', count(*)::VARCHAR FROM poll
UNION ALL SELECT 'outlet days', count(*)::VARCHAR FROM outlet_day_delta
UNION ALL SELECT 'entity days', count(*)::VARCHAR FROM entity_day_delta
UNION ALL SELECT 'batches', count(*)::VARCHAR FROM batch
UNION ALL SELECT 'changes', sum(volumes + entities + stories + polls)::VARCHAR FROM changed_day
UNION ALL SELECT 'entities', count(*)::VARCHAR || '-' || bit_xor(hash(e))::VARCHAR FROM entity AS e
UNION ALL SELECT 'gazetteers', count(*)::VARCHAR FROM gazetteer_version
UNION ALL SELECT 'outlets', count(*)::VARCHAR || '-' || bit_xor(hash(o))::VARCHAR FROM outlet AS o
UNION ALL SELECT 'feeds', count(*)::VARCHAR || '-' || bit_xor(hash(f))::VARCHAR FROM feed AS f
UNION ALL SELECT 'settings', count(*)::VARCHAR FROM setting;
