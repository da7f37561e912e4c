"""Checks of a target: the full one, the safe one, and the preflight requests before both.

Comes in: a target and options. Goes out: a report. Imported by `traffic` and `command`.
"""
