"""The rules that every answer is held to, and the words that an answer may not show.

Comes in: an exchange, and what was expected. Goes out: findings with the facts that they rest on. Imported by
`session` and above.
"""
