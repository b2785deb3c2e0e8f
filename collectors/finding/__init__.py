"""Finding feeds, trying them, and lists of them in OPML."""
