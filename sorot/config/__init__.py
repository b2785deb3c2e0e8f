"""config.yaml: what it may say, and how it is written into."""
