"""Stored articles matched again, after names or rules have changed."""
