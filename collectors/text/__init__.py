"""What is text and what is not the article: from characters to lines; pure."""

from pathlib import Path

from entities.compiled import heed_sources

heed_sources(Path(__file__).parent)
