"""The innermost layer of the control API, which runs its operations."""

from types import AsyncGeneratorType

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import UnknownPath
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.openapi.responses import Answer
from thulium_mock.operations.streaming import send_pieces

_WITHOUT_STATE = {"get_health"}
"""Operations that are answered while the database is away, too."""


async def control_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; raises `MockError`, also for a query parameter that is not known, which is a mistake here."""
    context: Context = scope[KEY]
    operation = context.operation
    if operation is not None and operation.operation_id in _WITHOUT_STATE:
        space = context.spaces.default
    else:
        space = context.space = await context.spaces.open(context.space_name)
    if operation is None:
        raise context.refusal or UnknownPath
    arguments = await operation.read(space, context.path_arguments, scope, receive)
    operation.parameters.refuse_unknown(scope["query_string"])
    result = operation.handler(space, **arguments)
    if isinstance(result, AsyncGeneratorType):
        await send_pieces(result, operation.media_type, operation.status, receive, send)
    else:
        value = await result
        await (value if isinstance(value, Answer) else operation.success(value)).send(send)
