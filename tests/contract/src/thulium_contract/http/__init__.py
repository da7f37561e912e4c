"""HTTP toolkit, on the wire and in process: messages, strict parser, connections, and printable exchanges.

Comes in: octets or an ASGI application. Goes out: requests and answers to the letter. Imported by `document` and
above.
"""
