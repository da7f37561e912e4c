"""The ASGI application: the layers that a request meets, in that order, and the operations at their end.

A request comes from the server to `Dispatch`, which finds its space and operation, and goes through the stack of its
area: the vendor's API, the control API or the console.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from typing import Any

from starlette.types import ASGIApp

from thulium_mock.catalogue import ErrorEntry
from thulium_mock.console.application import Console
from thulium_mock.control.deliveries import DeliveryControl
from thulium_mock.control.endpoint import control_endpoint
from thulium_mock.control.faults import FaultControl
from thulium_mock.control.requests import RequestControl
from thulium_mock.control.state import StateControl
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.faults.preferences import QUERY
from thulium_mock.middleware.cors import Cors
from thulium_mock.middleware.dispatch import Dispatch, Stack
from thulium_mock.middleware.error_handling import ErrorHandling
from thulium_mock.middleware.fault_injection import FaultInjection
from thulium_mock.middleware.origin_guard import OriginGuard
from thulium_mock.middleware.recording import Recording
from thulium_mock.openapi.body_masks import body_masks, event_mask
from thulium_mock.openapi.document_checks import control_specification, specification
from thulium_mock.openapi.documents import Document, control_document, impersonal_parameters, vendor_document
from thulium_mock.openapi.parameters import UnsupportedDocument
from thulium_mock.openapi.responses import documented_errors
from thulium_mock.operations.agents import ChangeScheduler
from thulium_mock.operations.authentication import ControlToken, authenticate_user
from thulium_mock.operations.handlers import Handlers
from thulium_mock.operations.operation import CompiledAPI
from thulium_mock.operations.routing import Routes
from thulium_mock.paths import BASE_PATH, CONTROL, Area
from thulium_mock.server.application import Application
from thulium_mock.server.server import Server
from thulium_mock.settings import Settings
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.engines import new_store
from thulium_mock.state.fixtures import checked, default_fixtures
from thulium_mock.state.spaces import Spaces
from thulium_mock.webhooks.deliverer import Deliverer


def create_app(
    fixtures: Fixtures | None = None,
    *,
    spaces: Spaces | None = None,
    token: str | None = None,
    hosts: Collection[str] = (),
    document: Document | None = None,
    mask: bool = False,
    webhook_hosts: Collection[str] = (),
    webhook_json: bool = False,
) -> Application:
    """Return the mock as an ASGI application.

    It serves ``spaces``; without them, new ones with ``fixtures``, or the default ones if not given. The control API
    asks for the ``token``, if there is one, and answers under ``hosts`` and the names that every machine has.
    ``document`` is that of the vendor's API, the packaged one if not given. With ``mask`` the journal keeps only
    values of parameters that the document knows and does not mark as personal data. Events are sent as forms, or with
    ``webhook_json`` as JSON, to webhooks on this machine and on ``webhook_hosts``.

    Raises:
        FixturesError: the fixtures do not fit the schema of control.yaml.
        DocumentError: the document is not valid, or uses something that the mock does not implement.
    """
    known = None if fixtures is None else checked(fixtures, document=vendor_document())
    served = spaces or new_spaces(known)
    served.store.changes.on_deliveries = Deliverer(served, webhook_hosts, as_json=webhook_json).wake
    served.store.changes.on_scheduled = ChangeScheduler(served).schedule
    build = partial(_layers, spaces=served, token=token, hosts=hosts, mask=mask)
    return Application(build, vendor_document() if document is None else document)


def _layers(
    document: Document, *, spaces: Spaces, token: str | None, hosts: Collection[str], mask: bool
) -> tuple[ASGIApp, Mapping[int, ErrorEntry]]:
    """Return all layers for ``document``, made anew at each reload and so stateless, and the errors that it shows."""
    stacks: dict[Area, Callable[[], Stack]] = {
        "vendor": cache(partial(_vendor, document, mask)),
        "control": cache(partial(_control, document, spaces, token, hosts, mask)),
        "console": cache(partial(_console, document, hosts)),
    }
    # A document that cannot be served must fail now; the others are built for the first who asks.
    errors = stacks["vendor"]().errors
    return Dispatch(spaces, document["x-request-target-limit"], stacks), errors


def _vendor(document: Document, mask: bool) -> Stack:
    """Return the stack of the vendor's API; raises `DocumentError`."""
    api = CompiledAPI(document, specification(document), _handlers(Handlers()), {"basicAuth": authenticate_user})
    answers = ChosenAnswers(document)
    shown = impersonal_parameters(document) | QUERY.keys() if mask else None
    layers = _stack(
        partial(Recording, shown=shown, masks=body_masks(document, personal=mask)),
        partial(Cors, document=document),
        ErrorHandling,
        innermost=FaultInjection(answers),
    )
    return Stack(layers, Routes(api.routed(BASE_PATH)), answers.errors)


def _control(document: Document, spaces: Spaces, token: str | None, hosts: Collection[str], mask: bool) -> Stack:
    """Return the stack of the control API."""
    checks = FaultChecks(document)
    handlers = _handlers(
        StateControl(document, spaces, checks),
        RequestControl(spaces, mask=mask),
        FaultControl(checks),
        DeliveryControl(event_mask(document) if mask else None),
    )
    api = CompiledAPI(control_document(), control_specification(), handlers, {"controlToken": ControlToken(token)})
    # Pages that pass the guard may read all answers, errors too; the guard's own refusals stay unreadable.
    readable = (partial(Cors, document=control_document()), ErrorHandling)
    layers = _stack(ErrorHandling, partial(OriginGuard, hosts=hosts), *readable, innermost=control_endpoint)
    return Stack(layers, Routes(api.routed(CONTROL)), documented_errors(control_document()))


def _console(document: Document, hosts: Collection[str]) -> Stack:
    """Return the stack of the console, which has no operations."""
    layers = _stack(ErrorHandling, partial(OriginGuard, hosts=hosts, linked=True), innermost=Console(document))
    return Stack(layers, Routes([]))


def _stack(*layers: Callable[[ASGIApp], ASGIApp], innermost: ASGIApp) -> ASGIApp:
    """Return ``layers``, in the order in which a request meets them, around the ``innermost`` one."""
    app = innermost
    for layer in reversed(layers):
        app = layer(app)
    return app


def new_spaces(fixtures: Fixtures | None = None, settings: Settings | None = None) -> Spaces:
    """Return spaces that begin with ``fixtures``, which are `checked`; with the default ones if not given.

    ``settings`` say how many there may be, how much each keeps and where, and the seed that each begins with. Raises
    `UnusableDatabase`.
    """
    given, known = settings or Settings(), default_fixtures() if fixtures is None else fixtures
    return Spaces(new_store(known, given), known, given.max_spaces)


def new_server(
    app: Application, spaces: Spaces, settings: Settings, on_ready: Callable[[], None], **further: Any
) -> Server:
    """Return a server of ``app`` that opens and closes the store of its ``spaces``; see `Server` for ``further`` ones.

    ``run(sockets=[…])`` serves until SIGTERM, SIGINT or ``should_exit``.
    """
    request_id, on_stop = spaces.request_ids.next, spaces.close
    server = Server(app, settings, request_id=request_id, on_ready=on_ready, on_stop=on_stop, **further)
    server.opening.append(spaces.start)
    server.background.append(spaces.store.watch)
    server.closing.append(spaces.store.close)
    return server


def _handlers(*groups: object) -> Callable[[str], Callable[..., Any]]:
    """Return the resolver of operationIds to handlers in ``groups``: the method ``start_it`` for ``startIt``."""

    def handler(operation_id: str) -> Callable[..., Any]:
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation_id).lower()
        found = (getattr(group, name, None) for group in groups)
        method: Callable[..., Any] | None = next(filter(None, found), None)
        if method is None:
            raise UnsupportedDocument(f"{operation_id}: no handler has this operationId.")
        return method

    return handler
