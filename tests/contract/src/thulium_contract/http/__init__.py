"""HTTP/1.1 to the byte: messages, connections to a server, and calls of ASGI applications."""
