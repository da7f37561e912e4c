# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Contains all the data models used in inputs/outputs"""

from .conversation import Conversation
from .error_detail import ErrorDetail
from .error_envelope import ErrorEnvelope

__all__ = (
    "Conversation",
    "ErrorDetail",
    "ErrorEnvelope",
)
