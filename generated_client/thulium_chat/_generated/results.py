# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Results of the operations of the document."""

import uuid
from dataclasses import dataclass

from .._results import Received

__all__ = ["Conversation"]


@dataclass(frozen=True)
class Conversation(Received):
    """A conversation that was started."""

    conversation_id: uuid.UUID
    """Identifier of the conversation, a UUID."""
