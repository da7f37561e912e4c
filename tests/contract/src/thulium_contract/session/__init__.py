"""Session of a run: sends requests, judges answers, inspects the target, and shrinks failures.

Comes in: requests. Goes out: a report, filled. Imported by `sequences` and above.
"""
