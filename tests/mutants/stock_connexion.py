"""What a developer gets who gives the document to connexion as it comes: its own routing, security and validation."""

import copy
from typing import Any
from uuid import uuid4

from starlette.types import ASGIApp
from thulium_mock import framework  # noqa: F401 - imports connexion without its warning

from tests.contract.runs import document
from tests.servers import CREDENTIALS

QUEUES = {1, 2, 3}


def basic_info(username: str, password: str, **_: Any) -> dict[str, str] | None:
    """Return who is calling, None for wrong credentials."""
    return {"sub": username} if (username, password) == CREDENTIALS else None


def start_conversation(chat_queue_id: int, **_: Any) -> tuple[dict[str, Any], int]:
    """Start a conversation that is kept nowhere."""
    if chat_queue_id not in QUEUES:
        error = {"message": "There is no such queue: use the id of an existing one.", "code": 404002}
        return {"request_id": "0123456789abc", "errors": [error]}, 404
    return {"conversation_id": str(uuid4())}, 200


def stock_connexion() -> ASGIApp:
    """Return connexion's stock application with the document."""
    from connexion import AsyncApp
    from connexion.resolver import Resolver

    content = copy.deepcopy(document())
    content["components"]["securitySchemes"]["basicAuth"]["x-basicInfoFunc"] = f"{__name__}.{basic_info.__name__}"
    application = AsyncApp(__name__)
    application.add_api(content, resolver=Resolver(lambda operation_id: globals()[operation_id]))
    app: ASGIApp = application
    return app
