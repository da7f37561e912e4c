"""Stateful test of the life cycle of conversations: Hypothesis starts, writes, stops, lists, and compares each step."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from thulium_contract.document.operations import Operation
from thulium_contract.requests.subject import Subject
from thulium_contract.sequences.life import CLOSED, LONGEST_PAGE, OPEN, REPLIED, SIDES, Life
from thulium_contract.sequences.machine import run_machine
from thulium_contract.session.control import ControlFailed
from thulium_contract.session.inspector import CONTROL, Inspector

_NAMES = ("Jan", "", "Żółw & Syn", "O'Brien +1", "a" * 300, "null", "😀")
_TEXTS = (
    *("Hello, world!", " ", " Zażółć gęślą jaźń ", "a\r\nb\tc\0d", "null", "<b>&amp;</b>", "e\u0301 %41 +", "😀" * 50),
    "x" * 20_000,
)
_CHATBOT = "a779146f-4df3-49c1-826a-7caa6a5e653a"
_ACTIONS = ("CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED")
_CLIENTS: tuple[dict[str, str], ...] = (
    {"client_name": "Jan", "client_surname": "O'Brien & Żółw", "client_email": "Zażółć+1@Example.org"}
    | {"client_id": "1234"},
    {},
    {"client_surname": "Kowalski"},
    {"client_name": "", "client_email": "jan@example.org"},
)
_CREDENTIALS = ((None, None), ("", ""), ("hook_user", "hook_pass"), ("żółw", "a:b c"), ("only_user", None))
_DAYS = ("2014-07-04", "2014-07-14 12:34", "2099-12-31", "2099-12-31 23:59:59")
_client = st.fixed_dictionaries(
    {},
    optional={
        "client_name": st.sampled_from(_NAMES),
        "client_surname": st.sampled_from(_NAMES),
        "client_email": st.sampled_from(("jan@example.org", "zażółć@example.org", "a+b@example.org")),
        "client_id": st.sampled_from(("1234", "life-1", "ż")),
    },
)
_which = st.integers(0, 5)


def lead(life: Life) -> None:
    """Lead conversations through everything that can happen to them, and look at each after each step."""
    queues = life.main.fixtures.queues
    life.probe()
    for place, participant in enumerate((*SIDES, "")):
        one = life.start(queues[place % len(queues)], _CLIENTS[place])
        if not one:
            return
        life.page(date_from=_DAYS[0])
        for number, text in enumerate(_TEXTS if "message" in life.roles else ()):
            life.message(one, text, (None, "", _CHATBOT, _CHATBOT.upper())[number % 4])
        if "message" in life.roles:
            life.message(one, _TEXTS[0], _CHATBOT)
        for given in ({"login": "jkowalski"}, {"text": "Dzień dobry"}):
            life.act(one, **given)
            life.page()
        steps = [partial(_stop, life, one), partial(_remove, life, one, participant)]
        for step in steps if place % 2 else reversed(steps):
            step()
            for identifier in life.kept:
                life.look(identifier)
            life.page()
    created = next(reversed(life.kept.values())).created_at
    asked: list[dict[str, Any]]
    asked = [{name: created[:length]} for name in ("date_from", "date_to") for length in (10, 16, 19)]
    asked += [{"status": each} for each in (OPEN, REPLIED, CLOSED)]
    asked += [{"chat_queue_id": each} for each in (*queues[:4], 999_999)]
    asked += [{"limit": 1, "offset": 1}, {"limit": 2, "offset": 1}, {"offset": 3}, {"offset": 99}]
    asked += [{"status": CLOSED, "chat_queue_id": queues[0]}, {"date_to": _DAYS[1]}, {"date_from": _DAYS[2]}]
    for each in asked:
        life.page(**each)


def _stop(life: Life, identifier: str) -> None:
    for _ in range(2 if "stop" in life.roles else 0):
        life.stop(identifier)


def _remove(life: Life, identifier: str, participant: str) -> None:
    if participant and "removal" in life.roles:
        life.remove(identifier, participant)


def fill(life: Life, number: int) -> None:
    """Start more conversations than a page has, and read both pages."""
    for _ in range(number):
        life.start(life.main.queue, {})
    for given in ({}, {"offset": number - 1}, {"status": OPEN, "limit": number - 1}):
        life.page(**given)


def lifecycle(
    inspector: Inspector, main: Subject, operations: Sequence[Operation], number: int, *, runs: int, steps: int = 25
) -> None:
    """Run the model against the target of ``inspector``, which has ``operations`` beside the main one."""
    life = Life(inspector, main, operations)
    if "chats" not in life.roles:
        inspector.session.report.results["lifecycle"].reason = "no operation lists conversations"
        return
    try:
        life.begin()
        lead(life)
        run_machine(_machine(life), number, runs=runs, steps=steps)
        life.begin()
        fill(life, LONGEST_PAGE + 1 if runs > 2 else 3)
    except ControlFailed as error:
        inspector.session.broke("control", str(error), facts=CONTROL)
    inspector.start()


def _machine(life: Life) -> type[RuleBasedStateMachine]:
    queues = list(life.main.fixtures.queues[:3])

    class Model(RuleBasedStateMachine):
        """State machine of the life cycle of conversations."""

        def one(self, which: int) -> str:
            return list(life.kept)[which % len(life.kept)]

        @initialize()
        def begin(self) -> None:
            life.begin()

        @rule(queue=st.sampled_from(queues), client=_client)
        def start(self, queue: int, client: dict[str, str]) -> None:
            life.start(queue, client)

        @precondition(lambda self: bool(life.kept) and "message" in life.roles)
        @rule(
            which=_which, text=st.sampled_from(_TEXTS), chatbot=st.sampled_from((None, "", _CHATBOT, _CHATBOT.upper()))
        )
        def message(self, which: int, text: str, chatbot: str | None) -> None:
            life.message(self.one(which), text, chatbot)

        @precondition(lambda self: life.are_open(2) and "stop" in life.roles)
        @rule(which=_which)
        def stop(self, which: int) -> None:
            life.stop(self.one(which))

        @precondition(lambda self: bool(life.kept) and "removal" in life.roles)
        @rule(which=_which, participant=st.sampled_from(sorted(SIDES)))
        def remove(self, which: int, participant: str) -> None:
            life.remove(self.one(which), participant)

        @precondition(lambda self: life.are_open(2) and life.inspector.control is not None)
        @rule(
            which=_which,
            given=st.sampled_from(
                ({"login": "jkowalski"}, {"text": "Dzień dobry"}, {"close": True}, {"login": "ż", "text": "x"})
            ),
        )
        def act(self, which: int, given: dict[str, Any]) -> None:
            life.act(self.one(which), **given)

        @rule(
            given=st.fixed_dictionaries(
                {},
                optional={
                    "status": st.sampled_from((OPEN, REPLIED, CLOSED)),
                    "chat_queue_id": st.sampled_from(queues),
                    "limit": st.sampled_from((1, 2, 100)),
                    "offset": st.sampled_from((0, 1, 3)),
                    "include_messages": st.sampled_from(("true", "false")),
                },
            ),
            bounds=st.tuples(*[st.sampled_from((None, None, *_DAYS, 10, 16, 19))] * 2),
            which=_which,
        )
        def page(self, given: dict[str, Any], bounds: tuple[Any, Any], which: int) -> None:
            created = life.kept[self.one(which)].created_at if life.kept else ""
            for name, bound in zip(("date_from", "date_to"), bounds, strict=True):
                text = created[:bound] if isinstance(bound, int) else bound
                given |= {name: text} if text else {}
            life.page(**given)

        @precondition(lambda self: "subscription" in life.roles)
        @rule(
            actions=st.lists(st.sampled_from(_ACTIONS), min_size=1, max_size=3, unique=True),
            path=st.sampled_from(("", "/", "/thulium?a=b&c=%C5%BC", "/x#y")),
            credentials=st.sampled_from(_CREDENTIALS),
        )
        def subscribe(self, actions: list[str], path: str, credentials: tuple[str | None, str | None]) -> None:
            names = ("http_auth_user", "http_auth_password")
            given = {name: text for name, text in zip(names, credentials, strict=True) if text is not None}
            life.subscribe({"actions": actions, "subscription_url": f"https://example.org{path}", **given})
            life.subscriptions()

        @invariant()
        def shown(self) -> None:
            life.page()
            for identifier in list(life.kept)[-2:]:
                life.look(identifier)

    return Model
