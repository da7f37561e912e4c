"""Stateful test: Hypothesis changes fixtures, starts conversations, resets, and compares each step."""

from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from thulium_contract.requests.fixtures import Rows
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.users import User
from thulium_contract.requests.values import coded
from thulium_contract.session.control import Control, ControlFailed
from thulium_contract.session.inspector import CONTROL, Inspector

_QUEUES = (1, 2, 3, 10, 12, 123, 2147483647)
_CLIENT_IDS = ("1", "01", " 1", "1 ", "1234", "123", "x", "X", "ż", "null", "0", "a b", "%", "\u00e9", "e\u0301")
_EMAILS = ("a@b", "A@B", "a@b.pl", "jan@example.org", "JAN@example.org", "jan+x@example.org", "a@bc", "ż@b.pl")
_NAMES = ("Jan", "", " Jan", "Żółw", "O'Brien", "a" * 300, "0", "null", "😀")

_user = st.builds(
    User,
    st.sampled_from(("ewa", "Ewa", "adam")),
    st.sampled_from(("one", "two", "One", "")),
    st.sampled_from((("*",), ("chat_conversations/start",), ("chats",), ())),
)
_customer = st.fixed_dictionaries(
    {"id": st.sampled_from(_QUEUES)},
    optional={"client_id": st.sampled_from(_CLIENT_IDS), "email": st.sampled_from(_EMAILS), "name": st.just("Jan")},
)
_fixtures = st.tuples(
    st.lists(_user, max_size=3, unique_by=lambda user: user.name),
    st.lists(st.sampled_from(_QUEUES), max_size=4, unique=True),
    st.lists(_customer, max_size=7, unique_by=lambda row: row["id"]),
)
_parameters = st.fixed_dictionaries(
    {"chat_queue_id": st.sampled_from(_QUEUES)},
    optional={
        "client_name": st.sampled_from(_NAMES),
        "client_surname": st.sampled_from(_NAMES),
        "client_email": st.sampled_from(_EMAILS),
        "client_id": st.sampled_from(_CLIENT_IDS),
        "customer_id": st.sampled_from(_QUEUES),
    },
)
_INVALID: tuple[Any, ...] = (
    {},
    {"users": [], "queues": [{"id": 0}], "customers": []},
    {"users": [], "queues": [{"id": 1}, {"id": 1}], "customers": []},
    {"users": [{"name": "a:b", "password": "", "methods": []}], "queues": [], "customers": []},
)


def model(inspector: Inspector, subject: Subject, number: int, *, runs: int = 12, steps: int = 25) -> None:
    """Run the model against the target of ``inspector``; afterwards the target knows its fixtures again."""
    control = inspector.control
    if control is None:
        return
    try:
        run_machine(_machine(inspector, subject, control), number, runs=runs, steps=steps)
        control.put(subject.fixtures.rows)
    except ControlFailed as error:
        inspector.session.broke("control", str(error), facts=CONTROL)
    inspector.know(subject.fixtures.rows)
    inspector.start()


def run_machine(machine: type[RuleBasedStateMachine], number: int, *, runs: int, steps: int) -> None:
    """Run a state machine ``runs`` times with the seed ``number``; what it finds is not made smaller."""
    profile = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
        verbosity=Verbosity.quiet,
    )
    run_state_machine_as_test(seed(number)(machine), settings=profile)


def _machine(inspector: Inspector, subject: Subject, control: Control) -> type[RuleBasedStateMachine]:
    session = inspector.session
    control.reset()
    initial = control.fixtures()

    class Model(RuleBasedStateMachine):
        """State machine of the target's fixtures and stored conversations."""

        def __init__(self) -> None:
            super().__init__()
            self.started: list[str] = []
            self.users: list[User] = []
            self.fixtures: Rows = initial

        @initialize(world=_fixtures)
        def begin(self, world: Any) -> None:
            """Begin with nothing stored."""
            self.reset()
            self.replace(world)

        @rule(world=_fixtures)
        def replace(self, world: Any) -> None:
            """Replace what the target knows; the user of the run stays."""
            users, queues, customers = world
            self.users = [*users, subject.fixtures.main]
            self.fixtures = {
                "users": [{"name": u.name, "password": u.password, "methods": list(u.methods)} for u in self.users],
                "queues": [{"id": each} for each in queues],
                "customers": customers,
            }
            control.put(self.fixtures)
            inspector.know(self.fixtures)

        @rule(parameters=_parameters, index=st.integers(0, 3))
        def start(self, parameters: dict[str, Any], index: int) -> None:
            """Start a conversation, or be refused."""
            who = self.users[index % len(self.users)] if self.users else subject.fixtures.main
            self._start(parameters, who)

        @rule(
            parameters=_parameters,
            password=st.sampled_from(("one", "two", "three", "")),
            name=st.sampled_from(("ewa", "Ewa")),
        )
        def start_as_someone(self, parameters: dict[str, Any], password: str, name: str) -> None:
            """Try the credentials of someone who may not exist any more."""
            self._start(parameters, User(name, password))

        @rule(limit=st.sampled_from((1, 2, 3, 5, 1000)), offset=st.sampled_from((0, 1, 2, 7)))
        def page(self, limit: int, offset: int) -> None:
            """Read a page of the list."""
            count, shown = control.page(limit, offset)
            right = list(reversed(self.started))[offset : offset + limit]
            if (count, [each["conversation_id"] for each in shown]) != (len(self.started), right):
                session.broke(
                    "control",
                    f"a page of {limit} after {offset} is not the newest conversations in order",
                    facts=CONTROL,
                )
            session.held("control")

        @rule(index=st.integers(0, 10))
        def look_up(self, index: int) -> None:
            """Read one conversation: it is the one of the list, perhaps with more of it."""
            if not self.started:
                return
            position = index % len(self.started)
            shown = control.conversation(self.started[position])
            (listed,) = control.page(1, len(self.started) - 1 - position)[1]
            if shown != {**shown, **listed} or shown["conversation_id"] != self.started[position]:
                session.broke("control", "a conversation by itself is not what it is in the list", facts=CONTROL)
            session.held("control")

        @rule()
        def look_up_nothing(self) -> None:
            """Read a conversation that does not exist."""
            if control.ask("GET", "conversations/00000000-0000-4000-8000-000000000000").status != 404:
                session.broke("control", "a conversation that was never started is found", facts=CONTROL)
            session.held("control")

        @rule(body=st.sampled_from(_INVALID))
        def refuse(self, body: Any) -> None:
            """Put fixtures that are invalid: nothing changes."""
            if control.ask("PUT", "fixtures", body).status != 400:
                session.broke("control", "invalid fixtures are not refused with 400", facts=CONTROL)
            session.held("control")

        @rule()
        def reset(self) -> None:
            """Go back to the start."""
            control.reset()
            session.judge.forget()
            self.started, self.users, self.fixtures = [], [], initial
            inspector.know(initial)
            inspector.start()

        @invariant()
        def knows(self) -> None:
            """The target knows what it was told, and has as many conversations as were started."""
            inspector.look()
            if inspector.count != len(self.started):
                wrong = f"{inspector.count} conversations are stored where {len(self.started)} were started"
                session.broke("stored", wrong, facts=CONTROL)

        def teardown(self) -> None:
            """Compare what the target knows at the end."""
            shown = control.fixtures()
            if {kind: len(rows) for kind, rows in shown.items()} != {k: len(rows) for k, rows in self.fixtures.items()}:
                session.broke("control", "what the target knows changed by itself", facts=CONTROL)

        def _start(self, parameters: dict[str, Any], who: User) -> None:
            query = "&".join(f"{name}={coded(str(value))}" for name, value in parameters.items())
            exchange = session.send(
                subject.request(query, "a step of the model", as_=subject.as_user(who)), "in the model"
            )
            if 200 <= exchange.response.status < 300 and isinstance(exchange.loose, dict):
                self.started.append(str(exchange.loose.get("conversation_id")))

    return Model
