"""One module a page: ids, layout and register."""
