"""An application that passes each request on through the client: as arguments in, on the wire out.

schemathesis drives it like any server, in all its phases. The mock judges what comes in; what the client sends must be
the same request, or nothing where the mock refuses it.
"""

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from thulium_chat import ApiError, ArgumentError, Conversation

from tests.contract.clients import Client, ClientClass
from tests.contract.edge_values import INTEGERS, PARAMETERS, TARGET
from tests.contract.oracle import Oracle, form_decoded
from tests.contract.wire import AUTHORIZATION

Outcome = Conversation | ApiError | ArgumentError
Argument = str | int | bytes | list[str | int | bytes]

_INTEGER = re.compile("0|-?[1-9][0-9]*")
_HEADER_TEXT = re.compile("|[!-~]|[!-~][\t -~]*[!-~]")


class Gateway:
    """The gateway to ``mock`` through a client.

    ``outcomes`` counts what became of the requests; ``wrong`` says what the client did otherwise than it must.
    """

    def __init__(self, mock: ASGIApp, oracle: Oracle, client: ClientClass) -> None:
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._mock = mock
        self._oracle = oracle
        self._sent: list[httpx.Request] = []
        self._answer = httpx.Response(200)
        self._client: Client = client(handler=self._handle)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the mock does, and see whether the client does the same."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)
            await send(message)

        await self._mock(scope, receive, keep)
        if scope["type"] != "http":
            return
        start, *parts = messages
        self._answer = httpx.Response(
            start["status"], headers=start["headers"], content=b"".join(part["body"] for part in parts)
        )
        try:
            await self._compare(scope)
        except Exception as error:
            self.wrong.append(f"{scope['query_string'].decode()}: {error!r}")

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self._sent.append(request)
        return self._answer

    async def _compare(self, scope: Scope) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        language = headers.get("accept-language")
        ours = (scope["method"], scope["path"]) == ("POST", TARGET)
        arguments = arguments_of(scope["query_string"].decode("ascii"))
        longest = max((len(str(value)) for value in arguments.values()), default=0)
        too_long_otherwise = self._answer.status_code == 414 and longest < 1000
        if not ours or too_long_otherwise or headers.get("authorization") != AUTHORIZATION["Authorization"]:
            self.outcomes["no call of the client"] += 1
            return
        given: dict[str, object] = {"chat_queue_id": None, **arguments}
        self._sent.clear()
        outcome = await self._outcome(given, language)
        if not isinstance(outcome, ArgumentError):
            self._check_sent(arguments, language)
            self._check_outcome(outcome)
            self.outcomes[f"sent, {self._answer.status_code}"] += 1
        elif outcome.parameter == "language":
            assert not _HEADER_TEXT.fullmatch(language or ""), f"the language {language!r} is refused"
            self.outcomes["no language of the client"] += 1
        else:
            self._check_refusal(outcome)
            self.outcomes["refused"] += 1

    async def _outcome(self, given: dict[str, object], language: str | None) -> Outcome:
        """Return what the client returns or raises; whatever else it raises is wrong."""
        try:
            return await self._client.start(**given, language=language)
        except (ArgumentError, ApiError) as error:
            return error

    def _check_refusal(self, error: ArgumentError) -> None:
        """Assert that the mock refuses the same, for the same parameter."""
        assert not self._sent, "refused, and sent all the same"
        if self._answer.status_code == 414:
            assert error.parameter == "arguments"
            return
        numbers = {each["code"] // 10 % 100 for each in self._answer.json()["errors"]}
        faults = {name for name, number in PARAMETERS.items() if number in numbers}
        assert error.parameter in faults, f"{error} is refused, the faults are {faults}"

    def _check_outcome(self, outcome: Conversation | ApiError) -> None:
        """Assert that the caller got the mock's answer."""
        if isinstance(outcome, ApiError):
            assert (outcome.status, outcome.response.content) == (self._answer.status_code, self._answer.content)
        else:
            assert (200, outcome.to_dict()) == (self._answer.status_code, self._answer.json())

    def _check_sent(self, arguments: dict[str, Argument], language: str | None) -> None:
        """Assert that exactly this was sent, once, and that it is sound."""
        (request,) = self._sent
        target = request.url.raw_path.decode("ascii")
        query = parse_qsl(urlsplit(target).query, keep_blank_values=True, strict_parsing=True, errors="strict")
        assert sorted(query) == sorted((name, str(value)) for name, value in arguments.items())
        assert (request.method, target.partition("?")[0], request.content) == ("POST", TARGET, b"")
        assert request.headers.get_list("authorization") == [AUTHORIZATION["Authorization"]]
        assert request.headers.get_list("accept-language") == ([] if language is None else [language])
        verdict = self._oracle.judge(request.method, target, request.headers.multi_items())
        assert verdict.status == self._answer.status_code, f"{verdict} for {target}"


def arguments_of(query: str) -> dict[str, Argument]:
    """Return a query string's documented parameters as a Python caller would write them."""
    arguments: dict[str, list[str | int | bytes]] = {}
    for piece in query.split("&"):
        raw_name, _, raw_value = piece.partition("=")
        name = form_decoded(raw_name).decode("utf-8", "replace")
        if name in PARAMETERS:
            arguments.setdefault(name, []).append(_argument(name, form_decoded(raw_value)))
    # An empty number is one that is not given; Python has no other way to write it.
    single = {name: values[0] if len(values) == 1 else values for name, values in arguments.items()}
    return {name: value for name, value in single.items() if value != "" or name not in INTEGERS}


def _argument(name: str, raw: bytes) -> str | int | bytes:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw
    return int(text) if name in INTEGERS and _INTEGER.fullmatch(text) and len(text) < 1000 else text
