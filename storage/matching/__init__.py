"""Stored texts matched in worker processes."""
