"""Defects in checking texts and settings: what must be refused is sent, or mended without a word."""

from typing import Any

from thulium_chat import ArgumentError, _arguments, _config, _core
from thulium_chat._generated import document

from tests.mutants.client.changes import arguments, checked_as, texts
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import sends

_TEXTS = ("client_name", "client_surname", "client_id", "client_email")


_NUMBERS = ("chat_queue_id", "customer_id")


def _texts_where(wrong: Any) -> Defect:
    return checked_as(
        lambda name, value: "a@b" if name in _TEXTS and isinstance(value, str) and wrong(value) else value
    )


def _loose_email(pattern: str) -> Patch:
    sound = document.OPERATIONS["start_conversation"]
    email = sound.parameters["client_email"]._replace(schema={"type": "string", "pattern": pattern})
    changed = sound._replace(parameters={**sound.parameters, "client_email": email})

    def checked(operation: Any, values: Any, strict: bool, inner: Any = _arguments.checked_parameters) -> Any:
        return inner(changed, values, strict)

    return Patch(_core, "checked_parameters", checked)


def _swallowed(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ArgumentError) and error.parameter == "client_email":
        return None
    raise error


def _bare(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ArgumentError):
        raise ValueError(str(error))
    raise error


def _skipping(sound: Any = _arguments.checked_parameters) -> Defect:
    def checked(operation: Any, values: Any, strict: bool) -> Any:
        try:
            return sound(operation, values, strict)
        except ArgumentError as error:
            if error.parameter == "chat_queue_id":
                raise
            return sound(operation, {**values, error.parameter: None}, strict)

    return Defect(patches=(Patch(_core, "checked_parameters", checked),))


def _unknown_ignored(given: Arguments, memory: Memory) -> Arguments:
    known = (*_TEXTS, *_NUMBERS, "language", "timeout", "headers")
    return {name: value for name, value in given.items() if name in known}


def _at_target(sound: Any = _arguments.check_target) -> Defect:
    return Defect(
        patches=(
            Patch(_core, "check_target", lambda request: sound(request) if len(request.url.raw_path) > 64100 else None),
        )
    )


def _system_url(system_name: str, origin: str) -> str:
    return f"https://{system_name}.thulium.com/api"


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "blank-allowed",
        "Texts of nothing but spaces are sent.",
        _texts_where(lambda text: bool(text) and not text.strip(" ")),
        sends({"client_name": "   "}),
    ),
    ClientMutant(
        "newline-at-end-allowed",
        "A line break at the end of a text is sent.",
        _texts_where(lambda text: text.endswith("\n")),
        sends({"client_name": "a\n"}),
    ),
    ClientMutant(
        "newline-in-email-stripped",
        "A line break at the end of an e-mail address is removed.",
        texts(lambda text: text.rstrip("\n"), "client_email"),
        sends({"client_email": "a@b\n"}),
    ),
    ClientMutant(
        "tab-allowed", "Tabs are sent.", _texts_where(lambda text: "\t" in text), sends({"client_name": "a\tb"})
    ),
    ClientMutant(
        "nul-removed",
        "NUL is removed from texts.",
        texts(lambda text: text.replace("\0", "")),
        sends({"client_name": "a\0b"}),
    ),
    ClientMutant(
        "delete-allowed", "U+007F is sent.", _texts_where(lambda text: "\x7f" in text), sends({"client_name": "a\x7fb"})
    ),
    ClientMutant(
        "surrogate-replaced",
        "A lone surrogate is replaced.",
        texts(lambda text: text.encode(errors="replace").decode()),
        sends({"client_name": "\udcff"}),
    ),
    ClientMutant(
        "bytes-decoded",
        "Bytes are taken for text.",
        arguments(
            lambda given: {
                name: value.decode() if isinstance(value, bytes) and name in _TEXTS else value
                for name, value in given.items()
            }
        ),
        sends({"client_name": b"Jan"}),
    ),
    ClientMutant(
        "number-as-name",
        "A number is taken for a name.",
        arguments(
            lambda given: {
                name: str(value) if isinstance(value, int) and name == "client_surname" else value
                for name, value in given.items()
            }
        ),
        sends({"client_surname": 3}),
    ),
    ClientMutant(
        "first-of-a-list",
        "The first of a list of names is sent.",
        arguments(
            lambda given: {
                name: value[0] if isinstance(value, list) and value else value for name, value in given.items()
            }
        ),
        sends({"client_name": ["Jan"]}),
    ),
    ClientMutant(
        "email-any",
        "Whatever has an @ is an e-mail address.",
        Defect(patches=(_loose_email("^[^\\x00-\\x20\\x7F]*@[^\\x00-\\x20\\x7F]*\\Z"),)),
        sends({"client_email": "@"}),
    ),
    ClientMutant(
        "email-underscore",
        "A domain may have an underscore.",
        Defect(
            patches=(
                _loose_email(
                    document.OPERATIONS["start_conversation"]
                    .parameters["client_email"]
                    .schema["pattern"]
                    .replace("\\x5B-\\x60", "\\x5B-\\x5E\\x60")
                ),
            )
        ),
        sends({"client_email": "a@b_c"}),
    ),
    ClientMutant(
        "email-dot-at-end",
        "A domain may end with a dot.",
        checked_as(
            lambda name, value: value.removesuffix(".") if name == "client_email" and isinstance(value, str) else value
        ),
        sends({"client_email": "a@b."}),
    ),
    ClientMutant(
        "email-trimmed",
        "Spaces around an e-mail address are removed.",
        texts(lambda text: text.strip(" ") or text, "client_email"),
        sends({"client_email": " a@b"}),
    ),
    ClientMutant(
        "email-swallowed",
        "A malformed e-mail address is passed over, with the call.",
        Defect(error=_swallowed),
        sends({"client_email": "a"}),
    ),
    ClientMutant(
        "malformed-not-sent",
        "What must be refused is left out, and the rest is sent.",
        _skipping(),
        sends({"client_name": "\n"}),
    ),
    ClientMutant("bare-refusal", "A refusal is a bare ValueError.", Defect(error=_bare), sends({"chat_queue_id": 0})),
    ClientMutant(
        "too-long-allowed",
        "A request target may have 100 bytes more.",
        _at_target(),
        sends({"client_name": "x" * 63950}),
    ),
    ClientMutant(
        "unknown-arguments-ignored",
        "Arguments that do not exist are passed over.",
        Defect(arguments=_unknown_ignored),
        sends({"client_fax": "1"}),
    ),
    ClientMutant(
        "language-with-newline",
        "A line break at the end of a language is removed.",
        arguments(
            lambda given: (
                {**given, "language": given["language"].rstrip("\n")}
                if isinstance(given.get("language"), str)
                else given
            )
        ),
        sends({"language": "pl\n"}),
    ),
    ClientMutant(
        "own-headers-allowed",
        "A call's headers may hold Authorization.",
        Defect(patches=(Patch(_arguments, "_OWN_HEADERS", {}),)),
        sends({"headers": {"Authorization": "x"}}),
    ),
    ClientMutant(
        "any-system-name",
        "Any text is a system name.",
        Defect(patches=(Patch(_config, "_system_url", _system_url),)),
        sends(system_name="evil.example.org/"),
    ),
    ClientMutant(
        "colon-in-user",
        "A user's name may have a colon.",
        Defect(
            settings=lambda given, memory: (
                {**given, "user": given["user"].replace(":", "")}
                if isinstance(given.get("user"), str) and given["user"] != ":"
                else given
            )
        ),
        sends(user="a:b"),
    ),
    ClientMutant(
        "password-newline-stripped",
        "A line break at the end of a password is removed.",
        Defect(
            settings=lambda given, memory: (
                {**given, "password": given["password"].rstrip("\r\n")}
                if isinstance(given.get("password"), str)
                else given
            )
        ),
        sends(password="a\n"),
    ),
    ClientMutant(
        "timeout-zero",
        "A timeout of 0 is the default.",
        arguments(lambda given: {**given, "timeout": given.get("timeout") or None}),
        sends({"timeout": 0}),
    ),
)
