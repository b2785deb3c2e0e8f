"""Articles of the past, from the sitemaps of outlets."""
