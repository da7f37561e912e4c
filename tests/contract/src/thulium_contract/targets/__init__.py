"""Targets of a check: an ASGI application in this process, or a server behind a socket.

Comes in: requests. Goes out: answers, or what went wrong in place of one. Imported by `rules` and above.
"""
