"""The commands of ``thulium-mock``: each module adds its own to the parser, and imports late what it runs with.

Comes in: the words of a command line, environment variables. Goes out: an exit status, text, JSON. Imported by nobody.
"""
