"""Operations of an OpenAPI document, compiled once at start through connexion's own extension point.

Connexion's own request path inspects signatures, copies schemas and parses the query for each request. Here
authenticator, validators, handler and response of each operation are compiled when the document is read.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope

from thulium_mock.openapi.documents import Document, cached_if_packaged, operations, resolved
from thulium_mock.openapi.parameters import Parameters, UnsupportedDocument
from thulium_mock.openapi.request_body import JsonBody
from thulium_mock.openapi.responses import Answer
from thulium_mock.openapi.specification import AbstractOperation, Resolver, RoutedAPI, Specification
from thulium_mock.operations.authentication import Authenticator
from thulium_mock.serialization import to_json
from thulium_mock.state.spaces import Space

_NO_CONTENT = 204

Handler = Callable[..., Any]
"""Handler of an operation: an asynchronous function, or an asynchronous generator of the chunks of an answer."""


class Operation:
    """Compiled operation: authentication, then validation of parameters and body, then the handler.

    The handler gets the space, the parameters by name, and the body as ``body``; it returns the JSON of the success
    response, or yields its chunks. It raises errors of `thulium_mock.errors`.
    """

    def __init__(
        self,
        operation: AbstractOperation,
        parameters: Parameters,
        body: JsonBody | None,
        authenticators: Mapping[str, Authenticator],
    ) -> None:
        self.operation_id: str = operation.operation_id
        self.handler: Handler = operation.function
        self.api_method = operation.path.removeprefix("/")
        self.authenticate = _authenticator(operation, authenticators)
        self.parameters = parameters
        self.body = body
        self.status, self.media_type = _success(operation)
        self.content_type = (b"content-type", self.media_type.encode())
        _check_handler(operation, self.parameters)

    async def read(
        self, space: Space, path_arguments: Mapping[str, bytes], scope: Scope, receive: Receive
    ) -> dict[str, Any]:
        """Return the arguments of the handler for a request in ``space``.

        Raises:
            Unauthenticated, MethodNotPermitted: authentication or authorization failed.
            InvalidRequest: the parameters or the body break the document.
            BodyTooLarge: more is sent than is read.
        """
        headers = scope["headers"]
        if self.authenticate is not None:
            await self.authenticate(space, headers, self.api_method)
        arguments = self.parameters.read(scope["query_string"], path_arguments, headers)
        if "conversation_id" in arguments:
            # Ids are issued in lower case, and accepted in any.
            arguments["conversation_id"] = arguments["conversation_id"].lower()
        if self.body is not None:
            arguments["body"] = await self.body.read(receive)
        return arguments

    def success(self, value: Any, conversation_id: str | None = None) -> Answer:
        """Return the success response with the JSON ``value``."""
        if not self.media_type:
            headers = [] if self.status == _NO_CONTENT else [(b"content-length", b"0")]
            return Answer(self.status, headers, b"", (), conversation_id)
        body = to_json(value)
        headers = [self.content_type, (b"content-length", b"%d" % len(body))]
        return Answer(self.status, headers, body, (), conversation_id)


class CompiledAPI(RoutedAPI[Operation]):
    """All operations of one document, by operationId, as connexion resolves them; its layers are not used."""

    def __init__(
        self,
        document: Document,
        specification: Specification,
        resolve: Callable[[str], Handler],
        authenticators: Mapping[str, Authenticator],
    ) -> None:
        """Compile ``document``, with its connexion ``specification``; ``resolve`` finds the handler of an operationId.

        Raises `UnsupportedDocument`.
        """
        super().__init__(specification, resolver=Resolver(resolve), next_app=cast(ASGIApp, None))
        self.authenticators = authenticators
        self.described = operations(document)
        self.validators = _validators(document)
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Operation:
        """Compile one operation; connexion calls this once for each."""
        return Operation(operation, *self.validators[operation.operation_id], self.authenticators)

    def routed(self, base_path: str) -> list[tuple[str, str, Operation]]:
        """Return each operation after its method and its path under ``base_path``."""
        return [
            (method, base_path + path, self.operations[each["operationId"]]) for method, path, each in self.described
        ]


def _authenticator(operation: AbstractOperation, authenticators: Mapping[str, Authenticator]) -> Authenticator | None:
    requirements = operation.security or []
    if not requirements:
        return None
    if len(requirements) > 1 or len(requirements[0]) != 1:
        raise UnsupportedDocument(f"{operation.operation_id}: only one security requirement is implemented.")
    (scheme,) = requirements[0]
    if scheme not in authenticators:
        raise UnsupportedDocument(f"{operation.operation_id}: the security scheme {scheme} is not implemented.")
    return authenticators[scheme]


def _check_handler(operation: AbstractOperation, parameters: Parameters) -> None:
    """Raise `UnsupportedDocument` if the handler's signature does not fit the document.

    Its arguments without a default must be required parameters, and every parameter must be one of its arguments.
    """
    known = inspect.signature(operation.function).parameters.values()
    needed = {each.name for each in known if each.default is each.empty and each.kind is not each.VAR_KEYWORD}
    for name in sorted(needed - parameters.always - {"space", "body"}):
        raise UnsupportedDocument(f"{operation.operation_id}: the handler needs {name}, so it must be required.")
    if not any(each.kind is each.VAR_KEYWORD for each in known):
        for name in sorted(parameters.names - {each.name for each in known}):
            raise UnsupportedDocument(f"{operation.operation_id}: the handler knows no parameter {name}.")


@cached_if_packaged
def _validators(document: Document) -> dict[str, tuple[Parameters, JsonBody | None]]:
    """Return the validators of each operation's parameters and body, by operationId."""
    described = [each for _, _, each in operations(document)]
    return {each["operationId"]: (Parameters(each["parameters"]), _body(document, each)) for each in described}


def _body(document: Document, operation: dict[str, Any]) -> JsonBody | None:
    """Return the validator of the body, or None for an operation without one, whose bodies are ignored."""
    if "requestBody" not in operation:
        return None
    content = resolved(document, operation["requestBody"])["content"]
    if list(content) != ["application/json"]:
        raise UnsupportedDocument(f"{operation['operationId']}: only JSON bodies are implemented.")
    return JsonBody(content["application/json"]["schema"])


def _success(operation: AbstractOperation) -> tuple[int, str]:
    """Return the status and the media type of the success response; an empty one for a response without content."""
    successes = [status for status in operation.responses if status.startswith("2")]
    if len(successes) != 1:
        raise UnsupportedDocument(f"{operation.operation_id}: exactly one success response is implemented.")
    media_types = list(operation.responses[successes[0]].get("content", {}))
    if len(media_types) > 1:
        raise UnsupportedDocument(
            f"{operation.operation_id}: only one media type of a success response is implemented."
        )
    return int(successes[0]), "".join(media_types)
