"""Reports of a check: results by rule and by fact, as text, JSON, JUnit XML and HAR.

Comes in: deviations and evidence. Goes out: a report without credentials. Imported by `session` and above.
"""
