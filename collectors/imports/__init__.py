"""Articles from files: other archives, exports of other tools."""
