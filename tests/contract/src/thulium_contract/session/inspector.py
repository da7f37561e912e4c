"""Inspection of the target by its control API: stored conversations, and matched customers."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from thulium_contract.expected.expectation import Expected
from thulium_contract.expected.grounds import area
from thulium_contract.http.exchange import Exchange, Request
from thulium_contract.requests.fixtures import Rows, known
from thulium_contract.rules.findings import Finding, rests_on
from thulium_contract.session.control import Control, ControlFailed, Register, difference, stored
from thulium_contract.session.session import Session

BATCH = 250
CONTROL = rests_on("control.api")
RULES = ("stored", "matching", "control")
"""The rules that only a look inside can check."""


class Inspector:
    """Inspector that compares stored conversations with the answers, in batches."""

    def __init__(self, session: Session, control: Control | None, customers: Sequence[Mapping[str, Any]]) -> None:
        for name in RULES:
            result = session.rule(name)
            if control is None:
                result.reason = "the target has no control API to look inside"
        self.session = session
        self.control = control
        self.customers = Register(customers)
        self.count = 0
        self.since = time.time()

    def know(self, rows: Rows) -> None:
        """Take it that the target knows these fixtures from now on."""
        self.session.judge.known = known(rows)
        self.session.expected_of.clear()
        self.customers = Register(rows["customers"])

    def reset(self, rows: Rows) -> None:
        """Let the target forget everything but these fixtures."""
        if self.control is not None:
            for call in (self.control.reset, partial(self.control.put, rows)):
                self._guarded(call)
            self.session.judge.forget()
            self.know(rows)
        self.start()

    def start(self) -> None:
        """Begin with what the target has stored so far."""
        self.session.accepted.clear()
        self.since = time.time()
        if self.control is not None:
            self.count = self._guarded(self.control.count) or 0

    def send_all(self, requests: Iterable[Request], context: str = "") -> None:
        """Send requests one after the other, and look inside now and then."""
        left = iter(requests)
        while batch := list(islice(left, BATCH)):
            self.session.send_all(batch, context)
            self.look()

    def burst(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send requests at once, then look inside."""
        exchanges = self.session.burst(requests)
        self.look(in_order=False)
        return exchanges

    def look(self, in_order: bool = True) -> None:
        """Compare the conversations that were started since the last look."""
        if self.session.unsure:
            self.session.unsure = False
            self.start()
            return
        accepted, self.session.accepted = self.session.accepted, []
        control = self.control
        if control is None:
            return
        found = self._guarded(lambda: control.newest(len(accepted)))
        if found is None:
            return
        count, shown = found
        latest, earliest = time.time(), self.since
        self.since = latest
        grown, self.count = count - self.count, count
        if grown != len(accepted):
            suspects = [exchange for exchange, _ in accepted]
            self.session.broke(
                "stored", f"{grown} conversations more after {len(accepted)} were started", _last(suspects), CONTROL
            )
            return
        ids = [_id(exchange.loose) for exchange, _ in accepted]
        if in_order and [_id(each) for each in reversed(shown)] != ids:
            wrong = "the conversations are not listed newest first with the ids of the answers"
            self.session.broke("stored", wrong, facts=CONTROL)
            return
        by_id = {_id(each): each for each in shown}
        for (exchange, expected), identifier in zip(accepted, ids, strict=True):
            self._compare(exchange, expected, by_id.get(identifier), earliest, latest)

    def _compare(
        self,
        exchange: Exchange,
        expected: Expected,
        shown: Mapping[str, Any] | None,
        earliest: float,
        latest: float,
    ) -> None:
        if not expected.accepted:
            return
        if shown is None:
            self.session.broke("stored", "the conversation of the answer is not there", exchange, CONTROL)
            return
        identifier = shown.get("conversation_id")
        problem = difference(shown, stored(str(identifier), expected, self.customers), earliest, latest)
        if problem:
            rule = "matching" if problem.startswith(("customer_id", "matched_by")) else "stored"
            needed = self.session.rests_on(Finding(), exchange)[0]
            own = area(self.session.judge.operation(exchange.request))
            order = {f"{own}.matching-order"} if rule == "matching" else set()
            self.session.broke(rule, problem, exchange, (needed | order,))
            return
        self.session.held("stored")
        if set(expected.values) & {"customer_id", "client_id", "client_email"}:
            self.session.held("matching")
        if self.customers.is_contested(expected.values):
            self.session.show([f"{area(self.session.judge.operation(exchange.request))}.matching-order"], exchange)

    def _guarded(self, call: Any) -> Any:
        try:
            value = call()
        except ControlFailed as error:
            self.session.broke("control", str(error), facts=CONTROL)
            return None
        self.session.held("control")
        return value


def identity(text: Any) -> str:
    """Return what all spellings of a UUID have in common."""
    return re.sub("[^0-9a-z]", "", str(text).lower().removeprefix("urn:uuid:"))


def _id(value: Any) -> str:
    return identity(value.get("conversation_id") if isinstance(value, dict) else None)


def _last(exchanges: list[Exchange]) -> Exchange | None:
    return exchanges[-1] if exchanges else None
