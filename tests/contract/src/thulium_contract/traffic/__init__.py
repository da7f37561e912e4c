"""Recorded traffic: judged like the suite's own requests, and evidence on facts for the document.

Comes in: HAR files. Goes out: a report, or changed lines of the document. Imported by `command`.
"""
