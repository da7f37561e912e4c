"""Test requests of a check: subjects, values and their combinations, classes of requests, and the corpus.

Comes in: an operation, and what the target knows. Goes out: requests, the same for the same seed. Imported by
`session` and above.
"""
