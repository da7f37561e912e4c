"""The innermost layer of the control API: a query parameter that it does not know is a mistake (the vendor's ignores it)."""

from types import AsyncGeneratorType

from starlette.types import Receive, Scope, Send

from thulium_mock.middleware.context import context_of
from thulium_mock.operations.operation import Operation
from thulium_mock.operations.streaming import send_pieces


async def control_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request with its operation; raises `MockError`."""
    context = context_of(scope)
    operation = context.routed()
    assert isinstance(operation, Operation)
    arguments = await operation.read(context, scope, receive)
    operation.parameters.refuse_unknown(scope["query_string"])
    result = operation.handler(context.space, **arguments)
    if isinstance(result, AsyncGeneratorType):
        await send_pieces(result, operation.media_type, operation.status, receive, send)
    else:
        await operation.success(await result).send(send)
