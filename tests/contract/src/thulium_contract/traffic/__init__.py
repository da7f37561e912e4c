"""Recorded traffic, judged as if the suite had sent it, and what is learned from it for the document.

Comes in: HAR files. Goes out: a report, or changed lines of the document. Imported by `command`.
"""
