"""Error handling: turns raised errors into answers with the vendor's error envelope."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.errors import InternalError, MockError, NoAnswer, envelope
from thulium_mock.languages import preferred_language
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.openapi.responses import Answer

logger = logging.getLogger("thulium_mock")


class ErrorHandling:
    """ASGI layer that turns errors into answers; an unexpected one is logged, and answered as `InternalError`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, with an envelope if anything is raised but `NoAnswer`."""
        try:
            await self.app(scope, receive, send)
        except MockError as error:
            await (await error_answer(error, scope)).send(send)
        except NoAnswer:
            raise
        except Exception:  # whatever a defect of ours raises, the client gets an answer, and the log the cause
            logger.exception("Unforeseen error in %s %s", scope["method"], scope["path"])
            await (await error_answer(InternalError(), scope)).send(send)


async def error_answer(error: MockError, scope: Scope) -> Answer:
    """Return ``error`` in the language that the request prefers, with a fresh request id of its space."""
    context: Context = scope[KEY]
    error.use_documented_entries(context.errors)
    language = preferred_language(scope["headers"])
    space = context.space or context.spaces.default
    status, headers, body = envelope(error, language, await space.request_id())
    context.answer = Answer(status, headers, body, error.messages(language))
    return context.answer
