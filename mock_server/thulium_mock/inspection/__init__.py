"""Inspection of the journal: views, matching, verification, HAR, cURL commands, the event stream.

Comes in: recorded exchanges. Goes out: JSON, text and events of them. Imported by `control` and above.
"""
