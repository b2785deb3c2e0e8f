"""Rules of alerts looked at as news comes in, and their messages sent."""
