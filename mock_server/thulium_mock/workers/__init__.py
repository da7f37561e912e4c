"""Several processes that serve one mock: the first keeps all state, the others answer what needs no more than a copy.

Each process has a listening socket of its own on the same port, among which the system shares out the connections. A
worker knows the fixtures of the spaces in which nothing depends on what was before, answers for them, and sends what
is to be kept to the first process, the hub. A connection that wants anything else, such as the control API, it hands
over to the hub, with what it has read of it.

The hub asks the workers for what they have not sent yet before it answers for the control API, and tells them of
changes before the answer goes out: who has an answer finds its effects everywhere.
"""
