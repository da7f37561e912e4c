"""The state of one space: store, fixtures, customers, journal, request ids, subscriptions. Knows no HTTP.

Comes in: what operations and the control API change. Goes out: what they ask for. Imported by `operations` and above.
"""
