"""State of the spaces: the store's interface and its engines (memory, SQLite, PostgreSQL), handles of spaces, fixtures.

Comes in: changes and queries. Goes out: records as immutable values. Imported by `operations` and above.
"""
