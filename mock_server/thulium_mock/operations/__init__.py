"""Routing, authentication, validation by the compiled operation, and one handler for each operationId.

Comes in: a request of one space. Goes out: the answer of its operation. Imported by `middleware` and above.
"""
