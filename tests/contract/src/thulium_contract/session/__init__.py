"""One run: it sends requests, judges answers, looks into the target, and shrinks what broke.

Comes in: requests. Goes out: a report, filled. Imported by `sequences` and above.
"""
