"""Handlers of the control API: one method for each operationId of control.yaml, in a class for each of its tags.

Comes in: the arguments of an operation, and its space. Goes out: JSON, or an error. Imported by `app`.
"""

from thulium_mock.control.deliveries import DeliveryControl
from thulium_mock.control.faults import FaultControl
from thulium_mock.control.requests import RequestControl
from thulium_mock.control.spaces import SpaceControl
from thulium_mock.control.state import StateControl

__all__ = ["DeliveryControl", "FaultControl", "RequestControl", "SpaceControl", "StateControl"]
