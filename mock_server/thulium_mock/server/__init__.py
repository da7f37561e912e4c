"""HTTP server: listening sockets, TLS, keep-alive connections, timeouts, disconnects.

Comes in: sockets and an ASGI application. Goes out: HTTP/1.1. Imported by `middleware` and above.
"""
