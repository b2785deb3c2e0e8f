"""What is asked of the archive: by pages, programs and exports."""
