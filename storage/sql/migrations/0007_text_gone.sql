-- Texts that are no longer kept (storage/upkeep/retention.py).
ALTER TABLE article ADD COLUMN text_gone VARCHAR; -- md5 of the body that was there; null: the text is kept
ALTER TABLE article ADD COLUMN likeness BLOB;     -- then; of copies that may come in later
