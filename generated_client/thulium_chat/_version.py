"""The version of the package, for its metadata too: a copy without metadata, such as a vendored one, knows it."""

__version__ = "1.0.0"
