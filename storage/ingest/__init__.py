"""From the inbox into the archive, a transaction a batch."""
