"""Batteries of situations: the calls and answers that show most defects, so that few need a witness of their own."""

import gzip
from typing import Any
from uuid import UUID

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, STARTED, Answer
from tests.mutants.client.situations import Values, Witness, each, sends


def _named(text: str) -> Values:
    return {"client_name": text, "client_surname": text, "client_id": text}


EVERYTHING: Values = {
    "client_name": "Jan",
    "client_surname": "Kowalski",
    "client_email": "Jan+tag@Example.org",
    "client_id": "1234",
    "customer_id": 1,
}

CALLS: tuple[Witness, ...] = (
    sends({}, EVERYTHING, _named(" jan  Maria é e\u0301 ﬁ σ \u00a0“a”\u200d\ufeff\x85 ")),
    sends(*map(_named, ("<b>&amp;a</b>%41+%2B", "a,b;c=d#e&f\\g 😀 a\U000e0067b", "null", "true", "=1+1", "ż" * 33))),
    sends(*map(_named, ("x" * 256, "007", "12345678901234567890", "6ED7C941-2C8A-411E-95D2-338A9F64800A"))),
    sends({"client_id": 1234}, {"client_id": -5}, {"client_id": 0}, {"client_name": ""}, {"client_name": None}),
    sends(*({"chat_queue_id": number} for number in (2**31 - 1, 123456789, 0, -1, True, 2**31, "3", 3.0, None))),
    sends(*({"customer_id": number} for number in (0, -1, 2**31)), {"chat_queue_id": 7, "customer_id": 7}),
    sends(*({"client_email": text} for text in ("jan@żółw.pl", "a@b\n", "@", "a@b_c", "a@b.", " a@b", "a"))),
    sends(*({"client_name": text} for text in ("   ", "a\n", "a\tb", "a\0b", "a\x7fb", "\udcff", b"Jan", ["Jan"]))),
    sends({"client_name": "\n"}, {"client_surname": 3}, {"client_surname": "x" * 4097}, {"client_name": "x" * 63950}),
    sends({"client_fax": "1"}, {"language": "pl\n"}, {"timeout": 0}, {"headers": {"Authorization": "x"}}),
)  # fmt: skip
"""Calls that show most defects of what is sent and refused."""

_HTML = {"Content-Type": "text/html"}
_TWO = bodies.error(400, bodies.fault(code=2), bodies.fault(code=1, field="a"), bodies.fault(code=2), extra={"hint": 1})


def conversation(identifier: object = CONVERSATION_ID, **extra: Any) -> Answer:
    """Return an answer with a conversation."""
    return Answer(200, bodies.conversation(identifier, extra))


ANSWERS: tuple[Witness, ...] = (
    each(STARTED, *map(Answer, (201, 299, 304, 500)), *map(bodies.error, (400, 401, 404, 414, 422, 500, 502, 520))),
    each(*map(conversation, (CONVERSATION_ID.upper(), f"{{{CONVERSATION_ID}}}", f"{CONVERSATION_ID}\n")),
         conversation(str(UUID(int=1))), conversation(queue={"id": 3}), conversation(queue=None),
         conversation(id=str(UUID(int=5)))),
    each(Answer(200, b"<html>", _HTML), Answer(200, b"{"), Answer(200, headers={"Content-Type": "text/plain"}),
         Answer(200, b'{"x": NaN,' + STARTED.body[1:]), Answer(200, b"\xef\xbb\xbf" + STARTED.body),
         Answer(200, gzip.compress(STARTED.body), {**JSON, "Content-Encoding": "gzip"}),
         Answer(400, bodies.envelope(bodies.fault(message="x")).replace(b'"x"', b'"\xff"'))),
    each(bodies.error(400, bodies.fault(code=2), bodies.fault(code=1, field="a"), bodies.fault(code=2), extra={"a": 1}),
         bodies.error(400, *[bodies.fault()] * 11), bodies.error(429, retry_after="7"),
         Answer(404, bodies.envelope(), {**JSON, "X-Request-Id": "a"}),
         *(bodies.error(400, request_id=text) for text in ("0000000000001", "X"))),
    each(*(bodies.error(500, bodies.fault(**given)) for given in (
             {"code": True}, {"code": 0}, {"message": ""}, {"message": " Źle. "})),
         Answer(503, b'{"request_id": "53678450401cf", "errors": []}', JSON)),
)  # fmt: skip
"""Answers that show most defects of how they are read to the letter."""

ODD_ANSWERS: tuple[Witness, ...] = (
    each(Answer(201), Answer(200, headers=_HTML), Answer(200, b"\xef\xbb\xbf" + STARTED.body), Answer(502, b""),
         conversation(CONVERSATION_ID.upper()), Answer(401, b"<html>", _HTML), bodies.error(422), strict=False),
    each(Answer(403, b"<html>Jan", _HTML), Answer(200, gzip.compress(STARTED.body)),
         *(bodies.error(400, bodies.fault(code=code)) for code in ("400011", 1.5)),
         bodies.error(400, bodies.fault(message="\ud800")), strict=False),
)  # fmt: skip
"""Answers that are not as the document has them, and show most defects of how they are borne."""
