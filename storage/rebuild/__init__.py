"""The database made again from its batches."""
