"""The ASGI layers that every request meets: dispatch, recording, CORS, errors, fault injection, origin guard.

Comes in: an ASGI request. Goes out: the request to the next layer, or an answer. Imported by `inspection` and above.
"""
