"""Who may read and who may edit: sessions after a password, or what a trusted proxy says."""
