"""Tables, SQL, batches, rollups and the ledger. The only package that speaks SQL."""
