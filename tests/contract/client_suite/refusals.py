"""Rules of what a client must not send: it refuses the call before anything leaves."""

from collections.abc import Iterable
from typing import Any

import httpx
from thulium_chat import ArgumentError
from thulium_contract.document.edge_values import EDGE_VALUES, INTEGERS, PARAMETERS, TARGET, TARGET_LIMIT

from tests.contract.client_suite import values
from tests.contract.client_suite.parameters import OPTIONAL, TEXT_NAMES, Arguments, check_call, check_calls
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import STARTED, Recorder

RULES = Rules()

_CONTROLS = tuple(chr(code) for code in (*range(0x20), 0x7F))

_NO_TEXTS = (
    " ", "    ", 3.0, 1.5, True, False, b"Jan", bytearray(b"a"), ["Jan"], ("Jan",), {}, {"a": 1}, object(), str, 2j,
    *_CONTROLS,
)  # fmt: skip
_SURROGATES = ("\ud800", "\udfff", "a\udcff", "\ud83d\ude00", "\ude00\ud83d", "a\ud800b", "x" * 300 + "\udc80")

_NO_NUMBERS: tuple[Any, ...] = (
    0, -1, -3, -(2**31), 2**31, 2**31 + 1, 2**32, 2**32 + 3, 2**63, 2**64 + 3, 10**30, 10**400, 10**5000, -(10**5000),
    True, False, 3.0, 2.5, 1e2, float("nan"), float("inf"), -0.0, "3", "", " ", "abc", " 3", "3 ", "03", "+3", "3.0",
    "٣", b"3", [3], (3,), {}, {3}, object(), 3j, int, "null",
)  # fmt: skip

_NO_EMAILS = (
    "jan", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", " a@b", "a@b ", "a@b..c", "a@.b", "a@b.", "a@b_c", "a@b\n",
    "\na@b", "a@b,c@d", "a@b;c@d", "Jan <a@b>", "<a@b>", "mailto:a@b?c", "a@[1.2.3.4]", "a@b:25", "a@b/c", "a@b#c",
    "a@b%c", "a@b+c", "a@b(c)", 'a@"b"', "a@b!", 3, "a\u0020@b", "a@@b", "a@b@", "a@b\\c", "a@b'c", "a@b*c", "a@b=c",
    "a@b?c", "a@b~c", "a@b^c", "a@b|c", "a@b{c}", "a@b$c", "a@b&c",
)  # fmt: skip


def check_refusal(run: Run, chat: Chat, recorder: Recorder, parameters: str | tuple[str, ...], **named: Any) -> None:
    """Check that a call is refused for one of these `parameters`, and that nothing is sent."""
    recorder.answer_with(STARTED)
    error = run.outcome_is(run.outcome(chat, **named), ArgumentError, named, maybe_started=False)
    run.check(isinstance(error, ValueError), "the error is no ValueError")
    found, text = error.parameter, str(error)
    run.check(found.startswith(parameters), f"{found} is refused instead of {parameters}", named)
    run.check(found in text and len(text) > len(found) + 3, f"the text says nothing: {text}")
    run.check(recorder.sent == [], "refused, and sent all the same", named)


def check_refusals(run: Run, parameters: str, calls: Iterable[Arguments], **settings: Any) -> None:
    """Check that one client refuses these calls, which have a queue unless they have their own."""
    recorder = Recorder()
    with run.chat(recorder, **settings) as chat:
        for each in calls:
            check_refusal(run, chat, recorder, parameters, **{"chat_queue_id": 3, **each})


@RULES("refusal-of-edge-values")
def _edge_values(run: Run) -> None:
    """Every edge value that the document forbids is refused before anything is sent."""
    recorder = Recorder()
    with run.chat(recorder, retries=2) as chat:
        for row in EDGE_VALUES:
            if not row.accepted and row.arguments is not None:
                numbers = {each // 10 % 100 for each in row.codes}
                names = [name for name, number in PARAMETERS.items() if number in numbers]
                check_refusal(run, chat, recorder, names[0] if row.status == 400 else "arguments", **row.arguments)


@RULES("refusal-of-numbers")
def _numbers(run: Run) -> None:
    """What is no whole number from 1 to 2147483647 is refused, as a queue and as a customer."""
    chance = run.random
    far = [sign * chance.randrange(2**31, 10 ** chance.randint(10, 40)) for sign in (1, -1) for _ in range(10)]
    others = {"client_name": "Jan", "client_email": "a@b.pl"}
    for name in INTEGERS:
        calls = ({name: each, **(others if chance.random() < 0.3 else {})} for each in (*_NO_NUMBERS, *far))
        check_refusals(run, name, calls)
    check_refusals(run, "chat_queue_id", [{"chat_queue_id": None, **each} for each in ({}, others, {"customer_id": 1})])
    check_calls(run, {"customer_id": 1})


@RULES("refusal-of-texts")
def _texts(run: Run) -> None:
    """Blanks, control characters, lone surrogates, and what is no text are refused, wherever they are."""
    for name in (*TEXT_NAMES, "client_email"):
        domain = "@b.pl" if name == "client_email" else ""
        wrong = [*_NO_TEXTS, *_SURROGATES, *(each + domain for each in _SURROGATES), *([3] * (name != "client_id"))]
        for control in _CONTROLS:
            text = values.text(run.random).replace("@", "").replace(" ", "")
            wrong += [f"a{control}b{domain}", f"{control}a{domain}", f"a{domain}{control}", f"a {control} b{domain}"]
            wrong.append(f"{text}{control}{domain}")
        check_refusals(run, name, ({name: each} for each in wrong))
    check_refusals(run, "client_id", [{"client_id": 10**5000}])


@RULES("refusal-of-addresses")
def _addresses(run: Run) -> None:
    """What is no e-mail address is refused, whatever else is given."""
    junk = (f"{values.email(run.random)}.a{each}.b" for each in " @..,;:!\"#$%&'()*+/<=>?[\\]^_`{|}~")
    others: tuple[Arguments, ...] = ({}, {"client_name": "Jan", "client_id": "1", "customer_id": 1})
    wrong = [{"client_email": each} for each in (*_NO_EMAILS, *junk)]
    check_refusals(run, "client_email", ({**each, **more} for each in wrong for more in others))


@RULES("refusal-of-what-is-too-long", seconds=0.3)
def _too_long(run: Run) -> None:
    """Path and query have at most 64,000 bytes together; what is longer is refused, and what just fits is sent."""
    recorder = Recorder()
    rest = TARGET_LIMIT - len(f"{TARGET}?chat_queue_id=3&client_name=")
    with run.chat(recorder) as chat:
        for unit, width in (("x", 1), ("ż", 6), ("+", 3), ("😀", 12)):
            fits = unit * (rest // width) + "x" * (rest % width)
            check_call(run, chat, recorder, {"chat_queue_id": 3, "client_name": fits})
            run.equal(len(recorder.sent[0].target), TARGET_LIMIT, "the length of the request target")
            longer = [{"client_name": fits + excess} for excess in ("x", unit, unit * 1000)]
            check_refusals(run, "arguments", [*longer, {"client_name": fits, "customer_id": 1}])
    check_refusals(run, "arguments", [dict.fromkeys(("client_surname", "client_id"), "x" * (TARGET_LIMIT // 2))])


_HEADER_VALUES: tuple[Any, ...] = ("a\r\nX-Evil: 1", "a\n", "\x00", " a", "a ", "ą", "a\x7f", 3, b"a", ["a"])
_OWN_HEADERS = ("authorization", "Authorization", "AUTHORIZATION", "Accept-Language", "accept-encoding")
_NO_HEADERS: tuple[Any, ...] = (
    3, "X-A: 1", ["X-A"], {1: "a"}, {"": "a"}, {"X A": "a"}, {"X:": "a"}, {"X-Ą": "a"}, {"X\n": "a"},
    *({"X-A": each} for each in (*_HEADER_VALUES, None)),
    *({name: "1"} for name in (*_OWN_HEADERS, "Content-Length", "transfer-encoding")),
)  # fmt: skip
_NO_TIMEOUTS: tuple[Any, ...] = (
    0, -1, 0.0, float("nan"), float("inf"), 86401, 10**400, True, "30", (1, 2),
    *(httpx.Timeout(5, **{phase: value}) for phase in ("read", "pool") for value in (0, -1, 86401, True)),
)  # fmt: skip
_OF_CALLS = {"language": (*_HEADER_VALUES, True), "headers": _NO_HEADERS, "timeout": _NO_TIMEOUTS}
_OF_CLIENTS = {**_OF_CALLS, "retries": (-1, 1.0, True, None, "1"), "verify": (None, 0, 1, b"/etc/ssl/cert.pem")}


@RULES("refusal-of-settings")
def _settings(run: Run) -> None:
    """Languages, headers, timeouts and retries that mean nothing are refused, for a call as for the client."""
    for name, wrong in _OF_CALLS.items():
        check_refusals(run, name, ({name: value} for value in wrong))
    for name, value in ((name, value) for name, wrong in _OF_CLIENTS.items() for value in wrong):
        recorder = Recorder()
        try:
            with run.chat(recorder, **{name: value}) as chat:
                run.outcome(chat)
        except ArgumentError as error:
            run.check(error.parameter.startswith(name), f"{error.parameter} is refused instead of {name}")
        else:
            run.check(False, f"{name} may be {value!r}")
        run.equal(recorder.sent, [], "requests with refused settings", name, value)


@RULES("refusal-of-unknown-arguments")
def _unknown(run: Run) -> None:
    """An argument that does not exist is a TypeError, as ever in Python, and nothing is sent."""
    recorder = Recorder()
    names = ("client_fax", "queue_id", "Client_Name", "accept_language", *(f"{each}_" for each in OPTIONAL))
    with run.chat(recorder) as chat:
        for given in ({}, *({"chat_queue_id": 3, name: "1"} for name in names)):
            try:
                chat.face.start(chat.raw, **given)
            except TypeError:
                run.equal(recorder.sent, [], "requests", given)
            else:
                run.check(False, f"a call is made with {given}")
