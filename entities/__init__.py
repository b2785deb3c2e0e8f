"""Names of countries and leaders, and how to find them in text. Pure: text in, matches out."""
