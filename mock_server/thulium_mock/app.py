"""The ASGI application: all parts wired together."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.console import Console
from thulium_mock.control import FaultControl, RequestControl, SpaceControl, StateControl
from thulium_mock.errors import ErrorEnvelope, UnknownPath
from thulium_mock.faults.preferences import QUERY
from thulium_mock.framework import ConnexionMiddleware, InvalidSpecification, Resolver
from thulium_mock.middleware.cors import Cors
from thulium_mock.middleware.fault_injection import Faulty, FaultyOperation
from thulium_mock.middleware.origin_guard import Guard
from thulium_mock.middleware.recording import Recording
from thulium_mock.openapi.document_checks import BASE_PATH, check_meaning, check_shape, invalid
from thulium_mock.openapi.documents import Document, control_document, impersonal_parameters, vendor_document
from thulium_mock.openapi.parameters import UnsupportedDocument
from thulium_mock.openapi.responses import DocumentAnswers
from thulium_mock.operations.authentication import ApiUsers, ControlToken
from thulium_mock.operations.handlers import Handlers
from thulium_mock.operations.operation import CompiledOperations
from thulium_mock.operations.routing import Routing
from thulium_mock.operations.strict import StrictOperation
from thulium_mock.paths import Owners
from thulium_mock.room import BYTES, Room
from thulium_mock.server.application import Served
from thulium_mock.settings import Settings
from thulium_mock.state.fixtures import checked, default_fixtures
from thulium_mock.state.journal import Journal
from thulium_mock.state.memory_store import Fixtures, SqliteStore
from thulium_mock.state.request_ids import RequestIds
from thulium_mock.state.spaces import Space, Spaces, SpaceSelector


def create_app(
    fixtures: Fixtures | None = None,
    *,
    spaces: Spaces | None = None,
    token: str | None = None,
    hosts: Collection[str] = (),
    document: Document | None = None,
    mask: bool = False,
) -> Served:
    """Return the mock as an ASGI application.

    It serves ``spaces``; without them, new ones with ``fixtures``, or the default ones if not given. The control API
    asks for the ``token``, if there is one, and answers under ``hosts`` and the names that every machine has.
    ``document`` is that of the vendor's API, the packaged one if not given. With ``mask`` the journal keeps only
    values of parameters that the document knows and does not mark as personal data.

    Raises:
        FixturesError: the fixtures do not fit the schema of control.yaml.
        DocumentError: the document is not valid, or uses something that the mock does not implement.
    """
    build = partial(_layers, spaces=spaces or new_spaces(fixtures), token=token, hosts=hosts, mask=mask)
    return Served(build, vendor_document() if document is None else document)


def _layers(document: Document, *, spaces: Spaces, token: str | None, hosts: Collection[str], mask: bool) -> ASGIApp:
    """Return all layers for ``document``. None of them may keep state of its own: they are made anew with it."""
    check_shape(document)
    layers: list[Any] = [partial(Routing, target_limit=document["x-request-target-limit"]), CompiledOperations]
    answers: DocumentAnswers
    connexion = ConnexionMiddleware(_end_of_the_line, middlewares=layers)
    try:
        add_api = connexion.add_known_api if document is vendor_document() else connexion.add_api
        add_api(
            document,
            resolver=_resolver(Handlers()),
            authenticators={"basicAuth": ApiUsers()},
            # Called when the stack is built, below, where the document is known to be good.
            wrap=lambda operation: FaultyOperation(operation, answers),
        )
    except InvalidSpecification as error:
        raise invalid(error) from error
    check_meaning(document)
    answers = DocumentAnswers(document)
    control = _resolver(
        StateControl(document), RequestControl(spaces, mask=mask), SpaceControl(spaces), FaultControl(document)
    )
    connexion.add_known_api(
        control_document(),
        resolver=control,
        authenticators={"controlToken": ControlToken(token)},
        wrap=StrictOperation,
    )
    # Connexion builds its stack at the first request; a document that cannot be served must fail now.
    connexion.app, connexion.middleware_stack = connexion._build_middleware_stack()
    # From the innermost layer to the outermost.
    own: ASGIApp = SpaceSelector(connexion.app, spaces)
    own = Console(own, document)
    own = Guard(own, hosts)
    own = ErrorEnvelope(own, spaces.default.request_ids)
    vendors: ASGIApp = Faulty(connexion.app, answers, BASE_PATH)
    vendors = SpaceSelector(vendors, spaces)
    vendors = ErrorEnvelope(vendors, spaces.default.request_ids)
    vendors = Cors(vendors, document)
    vendors = Recording(vendors, impersonal_parameters(document) | QUERY.keys() if mask else None)
    return Owners(own, vendors)


def new_spaces(fixtures: Fixtures | None = None, settings: Settings | None = None) -> Spaces:
    """Return spaces that begin with ``fixtures``, the default ones if not given; raises `FixturesError`.

    ``settings`` say how many there may be, how much each keeps, and the seed that each begins with.
    """
    given = settings or Settings()
    document = None if given.document else vendor_document()
    known = default_fixtures() if fixtures is None else checked(fixtures, document=document)
    # Enough for one space that is full of usual requests; whoever asks for more in one gets it.
    room = Room(max(BYTES, given.journal_size * 2000 + given.keep_conversations * 400))

    def make(name: str, fixtures: Fixtures) -> Space:
        store = SqliteStore(fixtures, given.keep_conversations, room)
        journal, request_ids = Journal(given.journal_size, room), RequestIds()
        return Space(name, fixtures, store=store, journal=journal, request_ids=request_ids, seed=given.seed)

    return Spaces(make, known, given.max_spaces)


def _resolver(*groups: object) -> Resolver:
    """Resolve an operationId to the method of that name, in whichever of ``groups`` has it."""

    def method(operation_id: str) -> Callable[..., Any]:
        found = (getattr(handlers, operation_id, None) for handlers in groups)
        handler: Callable[..., Any] | None = next(filter(None, found), None)
        if handler is None:
            raise UnsupportedDocument(f"{operation_id}: no handler has this operationId")
        return handler

    return Resolver(method)


async def _end_of_the_line(scope: Scope, receive: Receive, send: Send) -> None:
    """Where requests without an operation end up."""
    raise UnknownPath
