"""HTTP for all tests: messages, a caller of ASGI applications, a strict connection, a recording server.

It knows no mock, no client and no suite; each of them is asked, or answered, with it.
"""
