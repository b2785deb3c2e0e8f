"""Alerts as readers meet them: in words, as a feed, and where they may be sent."""
