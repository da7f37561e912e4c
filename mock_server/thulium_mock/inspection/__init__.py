"""Views of the journal: views, matching, verification, HAR, cURL lines, the stream of events.

Comes in: recorded exchanges. Goes out: JSON, text and events of them. Imported by `control` and above.
"""
