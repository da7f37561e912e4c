"""The commands of ``thulium-mock``: each module adds its own to the parser, and imports late what it runs with."""
