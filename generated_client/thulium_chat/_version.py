"""The version of the installed package, which pyproject.toml alone gives."""

from importlib.metadata import version

__version__ = version("thulium-chat")
