"""Defects of checks: numbers, texts and settings that must be refused are sent, or mended without a word."""

from typing import Any

from thulium_chat import ArgumentError, _arguments, _config, _core
from thulium_chat._generated import document

from tests.mutants.client import change
from tests.mutants.client.core import Defect, table


def _allowed(*numbers: object) -> Defect:
    """Numbers that are sent though they must not be."""
    kinds = [(type(each), each) for each in numbers]
    names = change.NUMBERS
    return change.checked_as(lambda name, value: 1 if name in names and (type(value), value) in kinds else value)


NUMBER_CHECKS = table("numbers", "refusal-", (
    ("zero-allowed", "A queue or customer may be 0.", _allowed(0)),
    ("minus-one-allowed", "A queue or customer may be -1.", _allowed(-1)),
    ("true-allowed", "True is sent as a number.", _allowed(True)),
    ("above-maximum-allowed", "2147483648 is sent.", _allowed(2**31)),
    ("clamped", "A number above the maximum is sent as the maximum.",
     change.values(lambda number: min(number, 2**31 - 1), *change.NUMBERS, kind=int)),
    ("text-as-number", "A text of digits is taken for a number.",
     change.values(lambda text: int(text) if text.isdecimal() else text, *change.NUMBERS, kind=str)),
    ("fraction-as-number", "3.0 is taken for 3.",
     change.values(lambda number: 3 if number == 3.0 else number, *change.NUMBERS, kind=float)),
    ("queue-none", "A call without a queue is sent to queue 1.",
     change.values(lambda value: 1 if value is None else value, "chat_queue_id")),
    ("customer-zero-is-none", "A customer of 0 is not sent.",
     change.values(lambda value: value or None, "customer_id")),
    ("negative-customer-is-positive", "A negative customer loses its sign.",
     change.values(lambda number: abs(number) if number > -99 else number, "customer_id", kind=int)),
))  # fmt: skip


def _texts_where(wrong: Any) -> Defect:
    """Texts that are sent though they must not be."""

    def checked(name: str, value: Any) -> Any:
        return "a@b" if name in change.TEXTS and isinstance(value, str) and wrong(value) else value

    return change.checked_as(checked)


def _email_pattern(edit: Any) -> Defect:
    """Another pattern of e-mail addresses."""
    sound = document.OPERATIONS["start_conversation"]
    email = sound.parameters["client_email"]
    other = email._replace(schema={"type": "string", "pattern": edit(email.schema["pattern"])})
    return _checks(lambda check, operation, given, strict: check(
        sound._replace(parameters={**sound.parameters, "client_email": other}), given, strict
    ))  # fmt: skip


def _checks(other: Any, sound: Any = _arguments.checked_parameters) -> Defect:
    """Another check of arguments, which gets the sound one first."""
    return change.patch(_core, "checked_parameters", lambda *given: other(sound, *given))


def _leaving_out(check: Any, operation: Any, given: Any, strict: bool) -> Any:
    try:
        return check(operation, given, strict)
    except ArgumentError as error:
        if error.parameter == "chat_queue_id":
            raise
        return check(operation, {**given, error.parameter: None}, strict)


def _longer(sound: Any = _arguments.check_target) -> Any:
    return lambda request: sound(request) if len(request.url.raw_path) > 64100 else None


_ARGUMENTS = (*change.NUMBERS, *change.TEXTS, "language", "timeout", "headers")

VALIDATION = table("validation", "refusal-", (
    ("blank-allowed", "Texts of nothing but spaces are sent.", _texts_where(lambda text: text and not text.strip(" "))),
    ("newline-at-end-allowed", "A line break at the end of a text is sent.",
     _texts_where(lambda text: text.endswith("\n"))),
    ("newline-in-email-stripped", "A line break at the end of an e-mail address is removed.",
     change.texts(lambda text: text.rstrip("\n"), "client_email")),
    ("tab-allowed", "Tabs are sent.", _texts_where(lambda text: "\t" in text)),
    ("nul-removed", "NUL is removed from texts.", change.replaced("\0", "")),
    ("delete-allowed", "U+007F is sent.", _texts_where(lambda text: "\x7f" in text)),
    ("surrogate-replaced", "A lone surrogate is replaced.",
     change.texts(lambda text: text.encode(errors="replace").decode())),
    ("bytes-decoded", "Bytes are taken for text.", change.values(bytes.decode, *change.TEXTS, kind=bytes),
     "refusal-of-texts"),
    ("number-as-name", "A number is taken for a name.", change.values(str, "client_surname", kind=int),
     "refusal-of-texts"),
    ("first-of-a-list", "The first of a list of names is sent.",
     change.values(lambda given: given[0] if given else given, *change.TEXTS, *change.NUMBERS, kind=list)),
    ("email-any", "Whatever has an @ is an e-mail address.",
     _email_pattern(lambda pattern: "^[^\\x00-\\x20\\x7F]*@[^\\x00-\\x20\\x7F]*\\Z")),
    ("email-underscore", "A domain may have an underscore.",
     _email_pattern(lambda pattern: pattern.replace("\\x5B-\\x60", "\\x5B-\\x5E\\x60"))),
    ("email-dot-at-end", "A domain may end with a dot.", change.checked_as(
        lambda name, value: value.removesuffix(".") if name == "client_email" and isinstance(value, str) else value)),
    ("email-trimmed", "Spaces around an e-mail address are removed.",
     change.texts(lambda text: text.strip(" ") or text, "client_email")),
    ("email-swallowed", "A malformed e-mail address is passed over, with the call.",
     change.errors(ArgumentError, lambda error: None if error.parameter == "client_email" else error)),
    ("malformed-not-sent", "What must be refused is left out, and the rest is sent.", _checks(_leaving_out)),
    ("bare-refusal", "A refusal is a bare ValueError.",
     change.errors(ArgumentError, lambda error: ValueError(str(error)))),
    ("too-long-allowed", "A request target may have 100 bytes more.", change.patch(_core, "check_target", _longer())),
    ("unknown-arguments-ignored", "Arguments that do not exist are passed over.",
     change.arguments(lambda given: {name: value for name, value in given.items() if name in _ARGUMENTS}),
     "refusal-of-unknown-arguments"),
    ("language-with-newline", "A line break at the end of a language is removed.",
     change.values(lambda text: text.rstrip("\n"), "language", kind=str), "refusal-of-settings"),
    ("own-headers-allowed", "A call's headers may hold Authorization.", change.patch(_arguments, "_OWN_HEADERS", {}),
     "refusal-of-settings"),
    ("any-system-name", "Any text is a system name.",
     change.patch(_config, "_system_url", lambda system_name, origin: f"https://{system_name}.thulium.com/api"),
     "address-that-is-none"),
    ("colon-in-user", "A user's name may have a colon.",
     change.setting("user", lambda text: text.replace(":", "") or text), "credentials-that-cannot-be-sent"),
    ("password-newline-stripped", "A line break at the end of a password is removed.",
     change.setting("password", lambda text: text.rstrip("\r\n")), "credentials-that-cannot-be-sent"),
    ("timeout-zero", "A timeout of 0 is the default.", change.values(lambda value: value or None, "timeout"),
     "refusal-of-settings"),
))  # fmt: skip
