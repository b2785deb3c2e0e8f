"""What pages show, for programs: questions under /api/v1, each declared once for all that answers it."""
