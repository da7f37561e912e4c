"""HTTP on the wire and in process: messages, readers, connections, and an exchange that can be shown.

Comes in: octets or an ASGI application. Goes out: requests and answers to the letter. Imported by `document` and
above.
"""
