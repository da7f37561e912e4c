"""What Prism cannot do, by name and with the reason; and the oracle that predicts exactly that.

The reasons for single values are in `edge_values`; each deviation here is asserted to be still there.
"""

import re

from tests.contract.oracle import Oracle

UNCHECKED = {
    "allow_header_conformance": "Prism answers 405 without Allow.",
    "unsupported_method": "Prism answers 405 without Allow, which RFC 9110 asks for.",
    "ignored_auth": "Prism reads whether credentials are well formed and lets every name and password in.",
    "FreshIds": "Prism answers with the document's examples, so its ids repeat.",
    "ErrorEnvelope": "Prism answers 404 and 405, which the document leaves to HTTP, with problem+json.",
}
"""The checks that Prism fails, with the reason."""


class PrismOracle(Oracle):
    """Predicts Prism's answers: the document's, read by JavaScript's rules."""

    def __post_init__(self) -> None:
        """Know no limit of the request target."""
        super().__post_init__()
        self.limit = None

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
