"""Webhooks: sending the pending deliveries of the spaces to their targets.

Comes in: deliveries of the store. Goes out: requests, and their results. Imported by `control` and above.
"""
