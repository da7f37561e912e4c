"""Handlers of the control API: one method for each operationId of control.yaml, in classes by its tags.

Comes in: the arguments of an operation, and its space. Goes out: JSON, or an error. Imported by `app`.
"""
