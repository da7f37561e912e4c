"""Rules for every answer, and words that an answer must not disclose.

Comes in: an exchange, and what was expected. Goes out: findings with the facts that they rest on. Imported by
`session` and above.
"""
