"""Scheduled work: fetch, parse, clean and match what outlets publish, and hand it over in batches."""
