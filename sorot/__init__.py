"""The command line, configuration and supervision: starts and stops the parts, knows none of their work."""
