"""Webhooks: sending the pending deliveries of the spaces to their targets.

Comes in: deliveries that the store holds. Goes out: requests, and what became of them. Imported by `control` and above.
"""
