"""``sorot doctor``: what it looks at, a module a part of sorot."""
