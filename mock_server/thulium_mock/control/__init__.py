"""The operations of the control API: one method for each operationId of control.yaml, in classes by what they do."""

from thulium_mock.control.state import StateControl

__all__ = ["StateControl"]
