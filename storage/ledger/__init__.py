"""What the collector remembers between two polls, in SQLite."""
