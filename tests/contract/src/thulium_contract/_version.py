"""The version of the package, for its metadata and the command."""

__version__ = "1.0.0"
