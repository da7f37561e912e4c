"""Rules of what a client sends: every parameter arrives as it was given, and nothing else does."""

import enum
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from thulium_contract.document.documents import document
from thulium_contract.document.edge_values import EDGE_VALUES, EMAILS, INTEGERS, TARGET, TARGET_LIMIT, TEXTS
from thulium_contract.expected.oracle import Known, Oracle

from tests.contract.client_suite import values
from tests.contract.client_suite.rules import PASSWORD, USER, Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Recorder, Sent

RULES = Rules()

TEXT_NAMES = tuple(TEXTS)
OPTIONAL = tuple(name for name in (*TEXTS, *EMAILS, *INTEGERS) if name != "chat_queue_id")

_ORACLE = Oracle(document(), Known(users={USER: (PASSWORD, ("*",))}))

Arguments = Mapping[str, Any]


def check_sent(run: Run, sent: Sequence[Sent], arguments: Arguments, path: str = TARGET) -> Sent:
    """Check that one request was sent, a POST of exactly these arguments without a body; return it."""
    run.equal(len(sent), 1, "requests that a call sends", arguments)
    [request] = sent
    expected = [(name.encode(), str(value).encode()) for name, value in arguments.items() if value is not None]
    run.equal(request.parameters, sorted(expected), "parameters that arrive")
    run.equal(request.target.count(b"&"), len(expected) - 1, "separators in the request target", request.target)
    run.equal((request.method, request.path, request.body), ("POST", path, b""), "method, path and body", arguments)
    run.check(b"#" not in request.target, "there is a fragment in the request target")
    return request


def check_sound(run: Run, sent: Sent) -> None:
    """Check that the oracle accepts a request."""
    verdict = _ORACLE.judge(sent.method, sent.target.decode("ascii"), sent.headers)
    run.equal(verdict.status, 200, "the status that the request must get", sent.target)


def check_call(run: Run, chat: Chat, recorder: Recorder, arguments: Arguments, **settings: Any) -> None:
    """Make a call and check what is sent."""
    recorder.answer_with(STARTED)
    outcome = run.outcome(chat, **arguments, **settings)
    run.check(not isinstance(outcome, Exception), f"{outcome!r} for arguments that the document allows")
    check_sent(run, recorder.sent, arguments)


def check_calls(run: Run, *calls: Arguments) -> None:
    """Make calls of one client, with a queue where there is none, and check what each sends."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for each in calls:
            check_call(run, chat, recorder, {"chat_queue_id": 3, **each})


def random_arguments(run: Run, names: tuple[str, ...]) -> dict[str, Any]:
    """Return arguments of these names, of which the document allows each."""
    chance = run.random
    made: dict[str, Any] = {"chat_queue_id": chance.choice((3, chance.randint(1, values.LARGEST)))}
    for name in names:
        if name in INTEGERS:
            made[name] = chance.choice((1, 2, chance.randint(1, values.LARGEST)))
        else:
            made[name] = values.email(chance) if name in EMAILS else values.text(chance)
    return made


@RULES("parameters-in-every-combination", seconds=0.1)
def _combinations(run: Run) -> None:
    """Whichever parameters are given, each arrives, and no other."""
    every: dict[str, Any] = {
        **{name: f"Jan σ a\U000e0067 {name}" for name in TEXTS},
        "client_id": CONVERSATION_ID.upper(),
    }
    every |= {**dict.fromkeys(EMAILS, "a@b.pl"), **dict.fromkeys(INTEGERS, 1)}
    for names in (names for size in range(len(OPTIONAL) + 1) for names in itertools.combinations(OPTIONAL, size)):
        absent = {name: None for name in OPTIONAL if name not in names}
        check_calls(run, {name: every[name] for name in names}, random_arguments(run, names), absent)


@RULES("parameters-of-edge-values", seconds=0.2)
def _edge_values(run: Run) -> None:
    """Every edge value that the document allows arrives as it is."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for row in EDGE_VALUES:
            if row.accepted and row.arguments is not None:
                check_call(run, chat, recorder, row.arguments)
                check_sound(run, recorder.sent[0])


@RULES("parameters-of-every-character", seconds=0.8)
def _characters(run: Run) -> None:
    """Every kind of text arrives as it is, in each parameter that takes text."""
    texts = [*values.TEXTS, *values.printable()]
    run.random.shuffle(texts)
    rows = zip(texts, texts[1:] + texts[:1], texts[2:] + texts[:2], strict=True)
    check_calls(run, *(dict(zip(TEXT_NAMES, row, strict=True)) for row in rows))


@RULES("parameters-of-all-of-unicode", seconds=2)
def _unicode(run: Run) -> None:
    """Every character there is arrives as it is, in the parameters that take text, and in e-mail addresses."""
    letters, others = values.all_of_unicode(run.random)
    # What has a meaning of its own in an address is ASCII.
    words = ["".join(each for each in text if not each.isascii() or each.isalnum()) for text in others]
    addresses = (form.format(word) for word in words for form in ("{}@b.pl", "a@{}.pl"))
    check_calls(run, *({name: text} for text in others for name in TEXT_NAMES))
    check_calls(run, *({"client_email": each} for each in addresses))
    for place, text in enumerate(letters):
        check_calls(run, {TEXT_NAMES[place % 3]: text} if place % 4 else {"client_email": f"a@{text}.pl"})


@RULES("parameters-of-every-address", seconds=0.2)
def _addresses(run: Run) -> None:
    """Every kind of e-mail address arrives as it is, whatever the case of its letters."""
    check_calls(run, *({"client_email": each} for each in values.emails(run.random)))


@RULES("parameters-of-every-length", seconds=0.6)
def _lengths(run: Run) -> None:
    """Text of any length arrives whole, as long as the request target is not too long."""
    room = TARGET_LIMIT - 200
    for length, (unit, width) in itertools.product(values.LENGTHS, (("x", 1), ("ż", 6), ("😀", 12))):
        text = unit * (length - 1) + "y"
        if length * width < room:
            names = TEXT_NAMES if 3 * length * width < room else [run.random.choice(TEXT_NAMES)]
            check_calls(run, dict.fromkeys(names, text))


@RULES("parameters-of-every-number", seconds=0.2)
def _numbers(run: Run) -> None:
    """Every whole number arrives in decimal digits, in both parameters; client_id takes any int."""
    numbers = values.numbers(run.random)
    pairs = zip(numbers, reversed(numbers), strict=True)
    check_calls(run, *({"chat_queue_id": queue, "customer_id": each, "client_id": each} for queue, each in pairs))
    ids = (0, -1, -5, 10**9, 2**31, 2**53 + 1, 2**63, 10**30, -(10**30), 10**300)
    check_calls(run, *({"client_id": number} for number in ids))


@RULES("parameters-that-are-alike", seconds=0.1)
def _alike(run: Run) -> None:
    """Parameters with the same value arrive as well as others, in any set of them."""
    number = run.random.randint(2, values.LARGEST)
    alike: tuple[dict[str, Any], ...] = (
        dict.fromkeys((*TEXT_NAMES, "client_email"), "a@b.pl"),
        {"chat_queue_id": number, "customer_id": number, **dict.fromkeys(TEXT_NAMES, str(number))},
        {"chat_queue_id": 3, "customer_id": 3, **dict.fromkeys(TEXT_NAMES, "3")},
        dict.fromkeys(TEXT_NAMES, values.text(run.random)),
    )
    for given in alike:
        sets = (names for size in range(2, len(given) + 1) for names in itertools.combinations(given, size))
        check_calls(run, *({name: given[name] for name in names} for names in sets))


@RULES("parameters-of-other-classes")
def _classes(run: Run) -> None:
    """The value of an Enum, or of another kind of text or number, arrives, not what it prints as."""
    queue = enum.IntEnum("Queue", {"SALES": 3}).SALES  # type: ignore[attr-defined]
    name = enum.Enum("Name", {"JAN": "Jan"}, type=str).JAN  # type: ignore[attr-defined]
    shouting = type("Shouting", (str,), {"__str__": str.upper})("ab")
    recorder = Recorder()
    with run.chat(recorder) as chat:
        chat.start(queue, client_name=name, client_id=queue, client_surname=shouting)
    check_sent(run, recorder.sent, {"chat_queue_id": 3, "client_name": "Jan", "client_id": 3, "client_surname": "ab"})


@RULES("parameters-of-random-values", seconds=0.2)
def _random(run: Run) -> None:
    """Random arguments arrive as they are, call after call of one client."""
    sets = (tuple(name for name in OPTIONAL if run.random.random() < 0.6) for _ in range(160))
    check_calls(run, *(random_arguments(run, names) for names in sets))
