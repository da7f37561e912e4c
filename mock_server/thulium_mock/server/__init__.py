"""From bytes to ASGI and back: listening, reading requests, deadlines, and the ends of connections.

Comes in: sockets and an ASGI application. Goes out: HTTP/1.1. Imported by `middleware` and above.
"""
