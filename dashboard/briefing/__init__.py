"""The weekly briefing: a page to read, print or send, of the entities that somebody watches."""
