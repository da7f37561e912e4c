"""The ASGI application: all parts wired together."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.control import Control
from thulium_mock.credentials import ApiUsers, ControlToken
from thulium_mock.documents import control_document, vendor_document
from thulium_mock.errors import ErrorEnvelope, UnknownPath
from thulium_mock.fixtures import checked, default_fixtures
from thulium_mock.framework import ConnexionMiddleware, Resolver
from thulium_mock.handlers import Handlers
from thulium_mock.operation import CompiledOperations
from thulium_mock.parameters import UnsupportedDocument
from thulium_mock.request_ids import RequestIds
from thulium_mock.routing import Routing
from thulium_mock.store import Fixtures, SqliteStore, Store


def create_app(
    fixtures: Fixtures | None = None,
    *,
    store: Store | None = None,
    token: str | None = None,
    request_ids: RequestIds | None = None,
) -> ASGIApp:
    """Return the mock as an ASGI application.

    ``fixtures`` are the default ones if not given, and what a reset restores; a ``store`` that is given holds them
    already. The control API asks for the ``token``, if there is one. ``request_ids`` is shared with what else gives out
    ids to the same callers.

    Raises:
        FixturesError: the fixtures do not fit the schema of control.yaml.
        UnsupportedDocument: the document uses something that the mock does not implement.
    """
    fixtures = default_fixtures() if fixtures is None else checked(fixtures)
    store = store or SqliteStore(fixtures)

    document = vendor_document()
    layers: list[Any] = [partial(Routing, target_limit=document["x-request-target-limit"]), CompiledOperations]
    connexion = ConnexionMiddleware(_end_of_the_line, middlewares=layers)
    connexion.add_api(
        document,
        resolver=_resolver(Handlers(store)),
        authenticators={"basicAuth": ApiUsers(store)},
    )
    connexion.add_api(
        control_document(),
        resolver=_resolver(Control(store, fixtures)),
        authenticators={"controlToken": ControlToken(token)},
    )
    # Connexion builds its stack at the first request; a document that cannot be served must fail now.
    connexion.app, connexion.middleware_stack = connexion._build_middleware_stack()
    return ErrorEnvelope(connexion, request_ids or RequestIds())


def _resolver(handlers: object) -> Resolver:
    """Resolve an operationId to the method of ``handlers`` with that name."""

    def method(operation_id: str) -> Callable[..., Any]:
        handler: Callable[..., Any] | None = getattr(handlers, operation_id, None)
        if handler is None:
            raise UnsupportedDocument(f"{operation_id}: no handler has this operationId")
        return handler

    return Resolver(method)


async def _end_of_the_line(scope: Scope, receive: Receive, send: Send) -> None:
    """Where requests without an operation end up, and the server's start and stop."""
    if scope["type"] != "lifespan":
        raise UnknownPath
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
