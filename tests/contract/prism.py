"""What Prism cannot do, by name and with the reason; and the oracle that predicts exactly that.

The reasons for single values are in `edge_values`; each deviation here is asserted to be still there.
"""

import re
from dataclasses import replace

from thulium_contract.document.edge_values import PATH
from thulium_contract.expected.oracle import Oracle

from tests.contract.fuzzing.run import Deviation
from tests.http.messages import Request, basic

DEVIATIONS = (
    Deviation(
        "ignored_auth",
        "Prism reads whether credentials are well formed and lets every name and password in.",
        lambda response, message: response.status_code == 200 and "invalid credentials" in message,
    ),
    Deviation(
        "unsupported_method",
        "Prism answers 405 without Allow.",
        lambda response, message: response.status_code == 405 and "without required `Allow`" in message,
    ),
    Deviation(
        "ErrorEnvelope",
        "Prism answers unknown paths and methods, which the document leaves to HTTP, with problem+json.",
        lambda response, message: (
            response.headers.get("content-type") == ["application/problem+json"] and response.status_code in (404, 405)
        ),
    ),
    Deviation(
        "ExactCodes",
        "Prism answers every refusal of parameters with the document's first example of 400.",
        lambda response, message: re.search(r"the codes are \(400\d{3},\)", message) is not None,
    ),
    Deviation(
        "FreshIds",
        "Prism answers with the document's examples, so its ids repeat.",
    ),
)
"""What Prism does otherwise, beside the values of `edge_values.PRISM_DIFFERENCES`."""

_QUERY = "chat_queue_id=3&client_id=1234"
_JSON, _PROBLEM = "application/json", "application/problem+json"


def _asked(query: str = f"?{_QUERY}", *headers: tuple[str, str], body: bytes = b"") -> Request:
    return Request(f"{PATH}{query}", headers=(*(headers or [basic()]), ("Content-Type", _JSON)), body=body)


OUTSIDE_SCHEMATHESIS: dict[str, tuple[Request, int, str | None]] = {
    "Prism refuses any body where the document has none.": (_asked(body=b"[]"), 400, _JSON),
    "Prism answers an unknown path with problem+json.": (replace(_asked(), target="/unknown"), 404, _PROBLEM),
    "Prism answers HEAD with problem+json and without Allow.": (replace(_asked(""), method="HEAD"), 405, _PROBLEM),
    "Prism takes a password with a colon for malformed credentials.": (
        *(_asked(f"?{_QUERY}", basic("api_user", "a:b")), 401, _JSON),
    ),
    "Prism leaves a header with a control character to Node.js, which answers with an empty 400.": (
        *(_asked(f"?{_QUERY}", basic(), ("Accept-Language", "\x01")), 400, None),
    ),
    "Prism knows no queues, so none is unknown.": (_asked("?chat_queue_id=999999"), 200, _JSON),
}
"""What schemathesis does not send, or cannot know: the request, and status and media type of Prism's answer."""


class PrismOracle(Oracle):
    """Predicts Prism's answers: the document's, read by JavaScript's rules."""

    def __post_init__(self) -> None:
        """Know no limit of the request target, and no object that is missing."""
        super().__post_init__()
        self.limit = self.given = None

    def name_of(self, raw: bytes) -> str:
        """Read names without regard to case."""
        return super().name_of(raw).lower()

    def text_of(self, raw: bytes) -> str | None:
        """Replace what is not UTF-8 by U+FFFD."""
        return raw.decode("utf-8", "replace")

    def integer_of(self, raw: bytes) -> int | None:
        """Read whatever JavaScript's Number() makes an integer of."""
        return javascript_integer(raw.decode("utf-8", "replace"))


def javascript_integer(text: str) -> int | None:
    """Return the integer that JavaScript's Number() reads in a text, None if it reads none."""
    stripped = text.strip()
    if match := re.fullmatch("0(?:x([0-9a-f]+)|o([0-7]+)|b([01]+))", stripped, re.IGNORECASE):
        digits, base = next((part, base) for part, base in zip(match.groups(), (16, 8, 2), strict=True) if part)
        return int(digits, base)
    if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", stripped):
        return None
    number = float(stripped)
    return int(number) if number.is_integer() else None
