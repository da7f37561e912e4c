"""Fuzzing with schemathesis, with our checks beside its own.

Comes in: an application or a URL. Goes out: counts and failures of one run.
"""
