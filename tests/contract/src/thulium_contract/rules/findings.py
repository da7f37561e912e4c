"""Table of the rules for every answer: id, condition, and a function that returns the finding.

Of several things that are wrong a function names first what contradicts a documented fact. The sentences are in
``data/rules.yaml``, with those of the rules that only a look into the target can check.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from thulium_contract.document.facts import Alternatives
from thulium_contract.expected.expectation import Expected
from thulium_contract.http.exchange import Exchange
from thulium_contract.rules import answers, envelopes, headers, lists
from thulium_contract.rules.answers import STATUS
from thulium_contract.rules.finding import (
    Finding,
    Memory,
    When,
    always,
    answered,
    has_body,
    is_error,
    is_error_with_body,
    is_expected_error,
    is_no_preflight,
    is_shown,
    is_started,
    rests_on,
)
from thulium_contract.tables import table

__all__ = ["RULES", "SENTENCES", "SINGLE", "STATUS", "Finding", "Memory", "Rule", "alike", "findings", "rests_on"]

SENTENCES: dict[str, str] = table("rules")
"""The sentence of each rule, by its id."""


@dataclass(frozen=True)
class Rule:
    """One rule of the contract: ``facts`` are what a finding of ``judge`` rests on, if it says none itself.

    A ``single`` one looks at ids, values or times, and so has something new to say of answers that are `alike`.
    """

    id: str
    when: When
    judge: Callable[[Exchange, Expected, Memory], Finding | str | None]
    facts: Alternatives = ()
    single: bool = False


RULES = (
    Rule("answered", always, answers.answered, single=True),
    Rule("time", always, answers.in_time, single=True),
    Rule("verdict", answered, answers.verdict),
    Rule("status", answered, answers.status, STATUS),
    Rule("json", has_body, answers.json),
    Rule("media-type", has_body, answers.media_type),
    Rule("framing", answered, headers.framing, single=True),
    Rule("started", is_started, answers.started, single=True),
    Rule("fields", is_shown, answers.fields, single=True),
    Rule("page", is_shown, lists.page, single=True),
    Rule("envelope", is_error_with_body, envelopes.envelope),
    Rule("request-id", is_error, envelopes.request_id, rests_on("errors.request-id-form"), single=True),
    Rule("fresh-ids", always, answers.fresh_id, single=True),
    Rule("faults", is_expected_error, envelopes.faults, rests_on("answers.every-fault")),
    Rule("codes", is_expected_error, envelopes.codes, rests_on("errors.codes")),
    Rule("language", is_error, envelopes.language, rests_on("errors.content-language")),
    Rule("sentences", is_error, envelopes.sentences),
    Rule("www-authenticate", answered, headers.www_authenticate, rests_on("auth.challenge")),
    Rule("allow", is_no_preflight, headers.allow, rests_on("errors.allow")),
    Rule("plain-answers", answered, headers.plain, rests_on("answers.plain")),
    Rule("no-echo", answered, headers.echo, rests_on("answers.no-echo")),
    Rule("no-leak", answered, headers.leak, rests_on("answers.no-leak")),
)
"""The rules of single answers, in the order in which a report lists them."""
SINGLE = tuple(each for each in RULES if each.single)
_ID = re.compile(rb'("(?:request|conversation)_id": ?")[0-9a-f-]+"')


def alike(exchange: Exchange, expected: Expected) -> Hashable:
    """Return what is the same for exchanges of which all rules but the single ones say the same."""
    request, response = exchange.request, exchange.response
    asked = (
        *(request.method, len(request.headers), bool(request.body), *request.values("accept-encoding")),
        envelopes.is_simple(request),
    )
    right = (
        *(expected.statuses, expected.codes, expected.language, expected.allow, expected.preflight, expected.error),
        *(expected.accepted, expected.operation, frozenset(expected.values)),
    )
    head = tuple(each for each in response.headers if each[0].lower() != "date")
    return asked, right, response.status, response.reason, head, _ID.sub(rb"\1", response.body)


def findings(
    exchange: Exchange, expected: Expected, memory: Memory, rules: Iterable[Rule] = RULES
) -> Iterator[tuple[str, Finding]]:
    """Yield the id of each rule that has something to say of an exchange, with what it finds."""
    for rule in rules:
        found = rule.judge(exchange, expected, memory) if rule.when(exchange, expected) else None
        if found is not None:
            yield rule.id, Finding(found, rule.facts) if isinstance(found, str) else found
