"""The requests of a check: subjects, values and how they meet, classes of requests, and the corpus of all.

Comes in: an operation, and what the target knows. Goes out: requests, the same for the same seed. Imported by
`session` and above.
"""
