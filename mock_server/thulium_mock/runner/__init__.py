"""Process of a mock: startup, worker processes, the banner, the request log, hot reload of changed files.

Comes in: settings. Goes out: lines for a terminal. Imported by `cli`.
"""
