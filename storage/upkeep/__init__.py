"""Keeping an archive in order: counts checked and mended, texts that go."""
