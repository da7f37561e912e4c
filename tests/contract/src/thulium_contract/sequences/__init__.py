"""Requests whose order matters: bursts, long runs, changes of what is known, lives of conversations, deliveries.

Comes in: a session. Goes out: its findings. Imported by `checking`.
"""
