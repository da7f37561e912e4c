"""Operations of an OpenAPI document, compiled once at start through connexion's own extension point.

Connexion's stock request path inspects signatures, copies schemas and parses the query anew for each request. Here
each operation is compiled when the document is read: credentials, parameters, body, handler and response are decided
once, and a request only runs through them.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from types import AsyncGeneratorType
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.framework import AbstractOperation, RoutedAPI, RoutedMiddleware
from thulium_mock.openapi.parameters import Parameters, UnsupportedDocument
from thulium_mock.openapi.request_body import JsonBody
from thulium_mock.operations.authentication import Authenticator
from thulium_mock.operations.streaming import Pieces, send_pieces
from thulium_mock.serialization import to_json

Handler = Callable[..., Awaitable[Any] | Pieces]


class CompiledOperation:
    """One operation, as an ASGI application: credentials, then parameters and body, then the handler.

    The handler gets the space, the parameters by name, and the body as ``body``; what it returns is the JSON of the
    success response, or the pieces of it if it is an asynchronous generator. It raises what is in
    `thulium_mock.errors`.
    """

    def __init__(self, operation: AbstractOperation, authenticators: Mapping[str, Authenticator]) -> None:
        self.operation_id: str = operation.operation_id
        self.handler: Handler = operation.function
        self.api_method = operation.path.removeprefix("/")
        self.authenticate = _authenticator(operation, authenticators)
        self.parameters = Parameters(operation.parameters or [])
        self.body = _body(operation)
        self.status, self.media_type = _success(operation)
        _check_handler(operation, self.parameters)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.answer(scope["space"], await self.read(scope, receive), receive, send)

    async def read(self, scope: Scope, receive: Receive) -> dict[str, Any]:
        """Return the arguments of the handler."""
        if self.authenticate is not None:
            await self.authenticate(scope["space"], scope["headers"], self.api_method)
        arguments = self.parameters.read(scope["query_string"], scope.get("path_params", {}), scope["headers"])
        if self.body is not None:
            arguments["body"] = await self.body.read(scope["headers"], receive)
        return arguments

    async def answer(self, space: Any, arguments: dict[str, Any], receive: Receive, send: Send) -> None:
        """Handle what was asked, and answer it."""
        result = self.handler(space, **arguments)
        if isinstance(result, AsyncGeneratorType):
            await send_pieces(result, self.media_type, self.status, receive, send)
            return
        value = await cast(Awaitable[Any], result)
        content, headers = b"", []
        if self.media_type:
            content = to_json(value)
            headers = [(b"content-type", self.media_type.encode()), (b"content-length", b"%d" % len(content))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


class CompiledAPI(RoutedAPI[ASGIApp]):
    """All operations of one document; each compiled one is what ``wrap`` makes of it."""

    def __init__(
        self,
        *args: Any,
        authenticators: Mapping[str, Authenticator],
        wrap: Callable[[CompiledOperation], ASGIApp] = lambda operation: operation,
        **kwargs: Any,
    ) -> None:
        self.authenticators = authenticators
        self.wrap = wrap
        super().__init__(*args, **kwargs)
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> ASGIApp:
        """Compile one operation; connexion calls this once for each."""
        return self.wrap(CompiledOperation(operation, self.authenticators))


class CompiledOperations(RoutedMiddleware[CompiledAPI]):
    """The ASGI layer that hands a routed request to its compiled operation."""

    api_cls = CompiledAPI


def _authenticator(operation: AbstractOperation, authenticators: Mapping[str, Authenticator]) -> Authenticator | None:
    requirements = operation.security or []
    if not requirements:
        return None
    if len(requirements) > 1 or len(requirements[0]) != 1:
        raise UnsupportedDocument(f"{operation.operation_id}: only one security requirement is implemented")
    (scheme,) = requirements[0]
    if scheme not in authenticators:
        raise UnsupportedDocument(f"{operation.operation_id}: the security scheme {scheme} is not implemented")
    return authenticators[scheme]


def _check_handler(operation: AbstractOperation, parameters: Parameters) -> None:
    """Raise `UnsupportedDocument` if the handler could be called without what it needs, or with what it does not know.

    A request may leave out what is not required, and gives whatever the document names.
    """
    known = inspect.signature(operation.function).parameters.values()
    needed = {each.name for each in known if each.default is each.empty and each.kind is not each.VAR_KEYWORD}
    for name in sorted(needed - parameters.always - {"space", "body"}):
        raise UnsupportedDocument(f"{operation.operation_id}: the handler needs {name}, so it must be required")
    if not any(each.kind is each.VAR_KEYWORD for each in known):
        for name in sorted(parameters.names - {each.name for each in known}):
            raise UnsupportedDocument(f"{operation.operation_id}: the handler knows no parameter {name}")


def _body(operation: AbstractOperation) -> JsonBody | None:
    """Return the reader of the body, or None for an operation without one, whose bodies are ignored."""
    if not operation.request_body:
        return None
    content = operation.request_body["content"]
    if list(content) != ["application/json"]:
        raise UnsupportedDocument(f"{operation.operation_id}: only JSON bodies are implemented")
    return JsonBody(content["application/json"]["schema"])


def _success(operation: AbstractOperation) -> tuple[int, str]:
    """Return the status and the media type of the success response; an empty one for a response without content."""
    successes = [status for status in operation.responses if status.startswith("2")]
    if len(successes) != 1:
        raise UnsupportedDocument(f"{operation.operation_id}: exactly one success response is implemented")
    media_types = list(operation.responses[successes[0]].get("content", {}))
    if len(media_types) > 1:
        raise UnsupportedDocument(
            f"{operation.operation_id}: only one media type of the success response is implemented"
        )
    return int(successes[0]), "".join(media_types)
