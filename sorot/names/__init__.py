"""Which names are in force, and how the user's own file comes by more."""
