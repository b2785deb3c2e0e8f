"""Scheduled work: fetch, parse, clean and match what outlets publish, and hand it over in batches."""

from pathlib import Path

from entities.compiled import heed_sources

heed_sources(Path(__file__).parent)
