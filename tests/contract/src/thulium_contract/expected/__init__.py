"""Expected answers: the oracle, its verdict with codes and language, and the facts under it.

Comes in: a request, and what exists on the target. Goes out: statuses, codes, language, facts. Imported by `requests`,
`rules` and above.
"""
