"""Frames in, figure dicts out: no query, no id, no callback."""
