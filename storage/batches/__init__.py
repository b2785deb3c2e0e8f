"""What collectors hand over: Parquet files, which are the record."""
