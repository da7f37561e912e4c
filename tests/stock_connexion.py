"""Connexion as its documentation shows it: the document, a function for credentials, and a trivial handler."""

import logging
import uuid
from typing import Any

import yaml
from starlette.types import ASGIApp

from tests.servers import CREDENTIALS, ROOT


def stock_connexion() -> ASGIApp:
    """Return the application, with all of connexion's own validation."""
    import thulium_mock.openapi.specification  # noqa: F401 - connexion may be imported without a warning once the mock has done it
    from connexion import AsyncApp

    logging.getLogger("connexion").setLevel(logging.CRITICAL)
    specification: dict[str, Any] = yaml.safe_load((ROOT / "openapi/openapi.yaml").read_text("utf-8"))
    specification["components"]["securitySchemes"]["basicAuth"]["x-basicInfoFunc"] = f"{__name__}.check_credentials"
    # A handler of its own is all that connexion needs for an operation; the first one is enough to compare.
    path, operations = next(iter(specification["paths"].items()))
    operations["post"]["operationId"] = f"{__name__}.start_conversation"
    specification["paths"] = {path: operations}
    app = AsyncApp(__name__)
    app.add_api(specification, base_path="/api")
    return app  # type: ignore[no-any-return] # connexion has no types


def check_credentials(username: str, password: str) -> dict[str, str] | None:
    """Return who it is, None for somebody else."""
    return {"sub": username} if (username, password) == CREDENTIALS else None


async def start_conversation(**parameters: object) -> tuple[dict[str, str], int]:
    """Start a conversation that nobody keeps."""
    return {"conversation_id": str(uuid.uuid4())}, 200
