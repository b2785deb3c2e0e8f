"""Alerts: rules that readers make, the days on which they fire, and what became of telling it."""
