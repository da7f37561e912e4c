"""The life of one mock: the banner, the request log, and reloading of changed files.

Comes in: settings and a running application. Goes out: lines for a terminal. Imported by `cli`.
"""
