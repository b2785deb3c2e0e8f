"""Names of countries and leaders, and how to find them in text. Pure: text in, matches out."""

from pathlib import Path

from entities.compiled import heed_sources

heed_sources(Path(__file__).parent)
