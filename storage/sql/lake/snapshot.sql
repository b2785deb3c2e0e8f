-- The number of what was written last.
-- $lake VARCHAR, here and in the other files of this folder: the name that the lake is attached under
-- id
SELECT id FROM ducklake_current_snapshot($lake);
