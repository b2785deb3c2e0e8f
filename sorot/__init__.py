"""The command line, configuration and supervision: starts and stops the parts, knows none of their work."""

from importlib.metadata import version

__version__ = version("sorot")
