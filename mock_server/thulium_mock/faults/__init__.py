"""Fault injection: latency, rate limits and connection faults, the set in force, preferences of requests.

Comes in: faults as in the schema ``Fault``. Goes out: their effect on a request. Imported by `state` and above.
"""
