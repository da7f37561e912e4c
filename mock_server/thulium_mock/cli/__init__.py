"""Commands of ``thulium-mock``: each module adds its own to the parser, and imports lazily, for a fast start.

Comes in: command-line arguments, environment variables. Goes out: an exit status, text, JSON. Imported by nobody.
"""
