"""Stateful sequences of requests: concurrency, long runs, changed fixtures, life cycles of conversations, deliveries.

Comes in: a session. Goes out: its findings. Imported by `checking`.
"""
