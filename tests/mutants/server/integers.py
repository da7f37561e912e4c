"""Defects in how integers are read."""

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import fail_if, has, sub, value
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask

GROUP = Group("integers")
_add = GROUP.on_request

QUEUE, CUSTOMER = "chat_queue_id", "customer_id"
_NO_QUEUE, _TOO_LARGE = b"2147483600", b"2147483648"


def _queue(raw: str) -> Ask:
    return Ask(f"chat_queue_id={raw}")


def _customer(raw: str) -> Ask:
    return Ask(f"chat_queue_id=3&customer_id={raw}")


def _wrapped(given: bytes) -> bytes:
    return str((int(given) + 2**31) % 2**32 - 2**31).encode()


def _decimal(given: bytes) -> bytes:
    return str(int(given.decode(), 0)).encode()


def _unicode_digits(given: bytes) -> bytes:
    return str(int(given.decode())).encode()


def _is_foreign_number(given: bytes) -> bool:
    text = given.decode("utf-8", "replace")
    return text.isdecimal() and not text.isascii()


def _has_foreign_space(given: bytes) -> bool:
    text = given.decode("utf-8", "replace")
    return text != text.strip() and not text.isascii()


_add("queue-zero", "chat_queue_id=0 passes for a queue that is unknown.", value(QUEUE, "0", _NO_QUEUE), _queue("0"))
_add(
    "queue-negative", "A negative chat_queue_id is only unknown.", value(QUEUE, "-[1-9][0-9]*", _NO_QUEUE), _queue("-1")
)
_add("queue-sign-lost", "The sign of chat_queue_id is dropped.", value(QUEUE, "-[1-9][0-9]*", sub("-")), _queue("-3"))
_add(
    "queue-above-maximum",
    "chat_queue_id=2147483648 is only unknown.",
    value(QUEUE, "2147483648", _NO_QUEUE),
    _queue("2147483648"),
)
_add(
    "queue-wraps",
    "A chat_queue_id is cut to 32 bits, so that a large one finds a small queue.",
    value(QUEUE, "[1-9][0-9]{9,18}", _wrapped),
    _queue("4294967299"),
)
_add(
    "queue-maximum",
    "The largest chat_queue_id is refused.",
    value(QUEUE, "2147483647", _TOO_LARGE),
    _queue("2147483647"),
)
_add("queue-minimum", "chat_queue_id=1 is refused.", value(QUEUE, "1", b"0"), _queue("1"))
_add(
    "queue-of-64-bits",
    "A chat_queue_id beyond 64 bits is only unknown.",
    value(QUEUE, lambda given: given.isdigit() and len(given) < 4000 and int(given) >= 2**63, _NO_QUEUE),
    _queue("9223372036854775808"),
)
_add("customer-zero", "customer_id=0 is accepted.", value(CUSTOMER, "0", b""), _customer("0"))
_add("customer-minus-one", "customer_id=-1 is accepted, as nobody.", value(CUSTOMER, "-1", b""), _customer("-1"))
_add(
    "customer-negative",
    "A customer_id below -1 is accepted.",
    value(CUSTOMER, "-([2-9]|[1-9][0-9]+)", b"1"),
    _customer("-2147483648"),
)
_add(
    "customer-above-maximum",
    "customer_id=2147483648 is accepted.",
    value(CUSTOMER, "2147483648", b"2147483647"),
    _customer("2147483648"),
)
_add(
    "customer-of-32-bits-unsigned",
    "A customer_id is accepted up to 4294967295.",
    value(CUSTOMER, lambda given: given.isdigit() and 2**31 <= int(given[:20]) < 2**32, b"2147483647"),
    _customer("4294967295"),
)
_add(
    "customer-maximum",
    "The largest customer_id is refused.",
    value(CUSTOMER, "2147483647", _TOO_LARGE),
    _customer("2147483647"),
)
_add("customer-minimum", "customer_id=1 is refused.", value(CUSTOMER, "1", b"0"), _customer("1"))
_add(
    "customer-ten-digits",
    "A customer_id of ten digits is refused.",
    value(CUSTOMER, "[12][0-9]{9}", _TOO_LARGE),
    _customer("1234567890"),
)
_add(
    "thousands-of-digits",
    "An integer of more than 4300 digits is an internal error.",
    fail_if(has(CUSTOMER, "-?[0-9]{4301,}"), InternalError),
    _customer("9" * 4301),
)
_add(
    "queue-plus",
    "A plus sign before chat_queue_id is accepted.",
    value(QUEUE, r"\+[1-9][0-9]*", sub(r"\+")),
    _queue("%2B3"),
)
_add(
    "customer-leading-zeros",
    "Leading zeros of customer_id are accepted.",
    value(CUSTOMER, "0+[1-9][0-9]*", sub("^0+")),
    _customer("007"),
)
_add(
    "queue-one-leading-zero",
    "One leading zero of chat_queue_id is accepted.",
    value(QUEUE, "0[1-9][0-9]*", sub("^0")),
    _queue("03"),
)
_add(
    "queue-leading-space",
    "Spaces before chat_queue_id are accepted.",
    value(QUEUE, " +[0-9]+", sub(" ")),
    _queue("%203"),
)
_add(
    "customer-trailing-space",
    "Spaces after customer_id are accepted.",
    value(CUSTOMER, "[0-9]+ +", sub(" ")),
    _customer("1+"),
)
_add(
    "customer-trailing-newline",
    "A line feed after customer_id is accepted.",
    value(CUSTOMER, "[0-9]+\n", sub("\n")),
    _customer("1%0A"),
)
_add(
    "queue-whitespace",
    "Tabs and line breaks around chat_queue_id are accepted.",
    value(QUEUE, "[\t\r\n\f\v]+[0-9]+[\t\r\n\f\v]*|[0-9]+[\t\r\n\f\v]+", sub(r"[^0-9]")),
    _queue("%093"),
)
_add(
    "customer-foreign-space",
    "Spaces of other scripts around customer_id are accepted.",
    value(CUSTOMER, _has_foreign_space, lambda given: given.decode("utf-8", "replace").strip().encode()),
    _customer("%C2%A01"),
)
_add(
    "queue-exponent",
    "chat_queue_id is accepted with an exponent.",
    value(QUEUE, "[1-9]e[0-9]", lambda given: str(int(float(given))).encode()),
    _queue("3e0"),
)
_add(
    "customer-fraction",
    "customer_id is accepted with a fraction of zeros.",
    value(CUSTOMER, r"[0-9]+\.0*", sub(r"\..*")),
    _customer("1.0"),
)
_add(
    "customer-half",
    "A fraction of customer_id is cut off.",
    value(CUSTOMER, r"[1-9][0-9]*\.[0-9]*[1-9][0-9]*", sub(r"\..*")),
    _customer("1.5"),
)
_add(
    "queue-hexadecimal",
    "chat_queue_id is accepted in hexadecimal.",
    value(QUEUE, "0[xX][0-9a-fA-F]{1,8}", _decimal),
    _queue("0x3"),
)
_add(
    "queue-octal-binary",
    "chat_queue_id is accepted in octal and binary.",
    value(QUEUE, "0(o[0-7]+|b[01]+)", _decimal),
    _queue("0b11"),
)
_add(
    "customer-underscore",
    "Underscores between the digits of customer_id are accepted.",
    value(CUSTOMER, "[1-9][0-9]*(_[0-9]+)+", sub("_")),
    _customer("1_000"),
)
_add(
    "customer-thousands",
    "Commas between thousands of customer_id are accepted.",
    value(CUSTOMER, "[1-9][0-9]{0,2}(,[0-9]{3})+", sub(",")),
    _customer("1,000"),
)
_add(
    "queue-foreign-digits",
    "Digits of other scripts are accepted in chat_queue_id.",
    value(QUEUE, _is_foreign_number, _unicode_digits),
    _queue("%D9%A3"),
)
_add("customer-minus-zero", "customer_id=-0 is accepted.", value(CUSTOMER, "-0", b""), _customer("-0"))
_add(
    "customer-trailing-letters",
    "What follows the digits of customer_id is dropped.",
    value(CUSTOMER, "[1-9][0-9]*[a-z].*", sub("[a-z].*")),
    _customer("1a"),
)
_add(
    "queue-list",
    "Of a list in chat_queue_id the first counts.",
    value(QUEUE, "[1-9][0-9]*,.*", sub(",.*")),
    _queue("3,4"),
)
_add(
    "queue-brackets",
    "chat_queue_id is accepted in brackets, as a JSON array.",
    value(QUEUE, r"\[[0-9]+\]", sub(r"[\[\]]")),
    _queue("%5B3%5D"),
)
_add("queue-quotes", "chat_queue_id is accepted in quotes.", value(QUEUE, '"[0-9]+"', sub('"')), _queue("%223%22"))
_add("customer-true", "The word true is accepted as customer_id.", value(CUSTOMER, "(?i)true", b"1"), _customer("true"))
_add(
    "customer-null",
    "The words null and undefined count as no customer_id.",
    value(CUSTOMER, "null|undefined", b""),
    _customer("null"),
)
_add(
    "customer-nan",
    "NaN and Infinity count as no customer_id.",
    value(CUSTOMER, "NaN|-?Infinity", b""),
    _customer("NaN"),
)
_add("customer-nul", "NUL ends customer_id.", value(CUSTOMER, "[1-9][0-9]*\0.*", sub("\0.*")), _customer("1%00"))
_add("customer-blank", "A customer_id of spaces counts as not given.", value(CUSTOMER, " +", b""), _customer("%20"))
_add(
    "queue-not-utf8",
    "Bytes in chat_queue_id that are not UTF-8 are dropped.",
    value(QUEUE, r"[0-9]*[\x80-\xff]+", b"3"),
    _queue("3%FF"),
)
_add("customer-empty", "An empty customer_id is read as 0.", value(CUSTOMER, "", b"0"), _customer(""))
_add("queue-empty", "An empty chat_queue_id is read as 1.", value(QUEUE, "", b"1"), _queue(""))
