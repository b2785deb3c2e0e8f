"""Which days of which outlets were read, and what was counted on them."""
