"""The operations of the control API: one method for each operationId of control.yaml, in classes by what they do."""

from thulium_mock.control.faults import FaultControl
from thulium_mock.control.requests import RequestControl
from thulium_mock.control.spaces import SpaceControl
from thulium_mock.control.state import StateControl

__all__ = ["FaultControl", "RequestControl", "SpaceControl", "StateControl"]
