"""State of the spaces: the store's interface and its engine in memory, handles of spaces, fixtures.

Comes in: what operations and the control API change. Goes out: what they ask for. Imported by `operations` and above.
"""
