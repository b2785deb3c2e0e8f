"""The archive as a lake, where one machine is not enough."""
