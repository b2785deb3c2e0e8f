-- Rows that were written into the catalog, since they were few, go into files.
SELECT count(*) FROM ducklake_flush_inlined_data($lake);
