"""Operations of the control API, where a query parameter that nobody knows is a mistake: the vendor's ignores it."""

from starlette.types import Receive, Scope, Send

from thulium_mock.operations.operation import CompiledOperation


class StrictOperation:
    """An operation that takes the query parameters of its document, and no others."""

    def __init__(self, operation: CompiledOperation) -> None:
        self.operation = operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises `InvalidRequest` for what is not known."""
        arguments = await self.operation.read(scope, receive)
        self.operation.parameters.refuse_unknown(scope["query_string"])
        await self.operation.answer(scope["space"], arguments, receive, send)
