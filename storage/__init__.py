"""Tables, SQL, batches, rollups and the ledger. The only package that speaks SQL."""

from pathlib import Path

from entities.compiled import heed_sources

heed_sources(Path(__file__).parent)
