"""The innermost layer of the control API, which runs its operations."""

from types import AsyncGeneratorType

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import UnknownPath
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.operations.streaming import send_pieces


async def control_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; raises `MockError`, also for a query parameter that is not known, which is a mistake here."""
    context: Context = scope[KEY]
    space = context.space = await context.spaces.open(context.space_name)
    if (operation := context.operation) is None:
        raise context.refusal or UnknownPath
    arguments = await operation.read(space, context.path_arguments, scope, receive)
    operation.parameters.refuse_unknown(scope["query_string"])
    result = operation.handler(space, **arguments)
    if isinstance(result, AsyncGeneratorType):
        await send_pieces(result, operation.media_type, operation.status, receive, send)
    else:
        await operation.success(await result).send(send)
