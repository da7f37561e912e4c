"""Command line `thulium-chat`: calls the operations of the document from a shell."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, NoReturn

from ._client import ThuliumChat
from ._errors import ApiError, ArgumentError, ConfigurationError, ThuliumError
from ._generated.document import OPERATIONS, PAGING, Operation
from ._passwords import read_password
from ._results import Received, plain
from ._version import __version__

DONE = 0
FAILED = 1
MISUSED = 2  # argparse's own status for wrong arguments
UNCERTAIN = 3

_OPTIONS = {
    "system_name": "--system",
    "base_url": "--base-url",
    "user": "--user",
    "password": "--password-file",
    "language": "--language",
    "timeout": "--timeout",
    "retries": "--retries",
    "verify": "--ca-file",
    "arguments": "options",
}
_TERMS = {
    "pass a list of str": "give texts",
    "pass an int": "give a number",
    "pass a str": "give a text",
    "pass 30.0, an httpx.Timeout or None": "such as 30",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it had its effect, 1 when not, 2 for misuse, 3 when that is not known."""
    argv = sys.argv[1:] if argv is None else argv
    as_json = "--json" in argv
    options = _parser(as_json).parse_args(argv)
    try:
        for result in _call(options):
            if (status := _print(result, options)) != DONE:
                return status
    except ThuliumError as error:
        return _failed(error, options)
    except KeyboardInterrupt:
        return _report_maybe(options, ": ".join(["interrupted", *_unknown(options)]), "KeyboardInterrupt")
    return DONE


def _call(options: argparse.Namespace) -> Iterator[Any]:
    """Yield what the call returns; the items of all pages, unless one page is asked for."""
    password = read_password(options.password_file) if options.password is None else options.password
    with ThuliumChat(
        options.system,
        options.user,
        password,
        base_url=options.base_url,
        timeout=options.timeout,
        language=options.language,
        retries=options.retries,
        verify=options.ca_file or not options.insecure,
    ) as chat:
        operation = OPERATIONS[options.operation]
        arguments = {name: getattr(options, name) for name in operation.parameters}
        if not operation.is_paged:
            yield getattr(chat, operation.method)(**arguments)
        elif any(arguments[name] is not None for name in PAGING):
            yield getattr(chat, f"{operation.method}_page")(**arguments)
        else:
            filters = {name: value for name, value in arguments.items() if name not in PAGING}
            yield from getattr(chat, operation.method)(**filters)


def _print(result: Any, options: argparse.Namespace) -> int:
    """Print a result, an item a line; return the exit status."""
    page = OPERATIONS[options.operation].is_paged and hasattr(result, "result")
    items = () if result is None else result if isinstance(result, tuple) else result.result if page else (result,)
    lines = [_line(each) for each in items]
    try:
        # Without a standard output, print() says nothing.
        if sys.stdout is None:
            raise OSError(0, "there is no standard output")
        for line in [json.dumps(plain(result))] if options.json else lines:
            print(line, flush=True)
    except OSError as error:
        # Python would try again at its end, and fail again.
        sys.stdout = None
        effect = OPERATIONS[options.operation].effect
        what = f"{', '.join(lines) or 'it'} was {effect}, but" if effect else "the answer"
        told = plain(result) if isinstance(result, Received) else {}
        return _report_maybe(options, f"{what} cannot be printed: {error.strerror}", "OSError", **told)
    return DONE


def _line(result: Any) -> str:
    """Return the fields of a result, between tabs, or a plain value."""
    names = [each.name for each in fields(result)] if isinstance(result, Received) else []
    values = [plain(getattr(result, name)) for name in names if name != "additional_properties"] or [result]
    texts = [
        "" if value is None else ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for value in values
    ]
    return "\t".join(map(_printable, texts))


def _unknown(options: argparse.Namespace) -> list[str]:
    """Return the sentence on the effect of a call that may have had it; none for what has no effect."""
    effect = OPERATIONS[options.operation].effect
    return [f"whether anything was {effect} is not known"] if effect else []


def _report_maybe(options: argparse.Namespace, message: str, kind: str, **about: Any) -> int:
    """Report that the call may have had its effect, if it has one."""
    maybe = OPERATIONS[options.operation].effect != ""
    status = UNCERTAIN if maybe else FAILED
    return _report(status, message, options.json, type=kind, maybe_started=maybe, maybe_done=maybe, **about)


def _failed(error: ThuliumError, options: argparse.Namespace) -> int:
    """Tell of an error in the words of the command."""
    misused = isinstance(error, ArgumentError | ConfigurationError)
    maybe = error.maybe_done
    status = MISUSED if misused else UNCERTAIN if maybe else FAILED
    about: dict[str, Any] = {"type": type(error).__name__, "maybe_started": maybe, "maybe_done": maybe}
    if isinstance(error, ApiError):
        entries = [{"code": each.code, "message": each.message} for each in error.errors]
        about |= {"status": error.status, "request_id": error.request_id, "errors": entries}
        end = f"status {error.status}" + (f", request id {error.request_id}" if error.request_id else "")
        lines = [*map(str, error.errors), end] if error.errors else [str(error)]
        lines += _unknown(options) if maybe else []
        return _report(status, "\n".join(map(_printable, lines)), options.json, **about)
    names = {name: each.option for name, each in OPERATIONS[options.operation].parameters.items()} | _OPTIONS
    if options.password is not None:
        names["password"] = "--password"  # noqa: S105 - the name of the option
    # Where errors name an argument of Python: elsewhere, as in "no user: …", the word is an ordinary one.
    named = rf"(?:^|(?<=pass )|(?<=or )|(?<=and ))(?:{'|'.join(names)})\b"
    message = re.sub(named, lambda found: names[found[0]], str(error))
    for term, word in _TERMS.items():
        message = message.replace(term, word)
    return _report(status, _printable(message), options.json, **about)


def _report(exit_status: int, message: str, as_json: bool, /, **about: Any) -> int:
    """Write lines, or one JSON object, to standard error; return the exit status."""
    lines = [json.dumps({"message": message, **about})] if as_json else message.split("\n")
    # print() would take None for standard output.
    for line in lines if sys.stderr is not None else ():
        print(line if as_json else f"thulium-chat: {line}", file=sys.stderr)
    return exit_status


def _printable(text: str) -> str:
    """Return the text with what could steer a terminal written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class _PrintCompletion(argparse.Action):
    """Option that prints the completion of the command line for a shell, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, _: argparse.Namespace, shell: Any, *__: Any) -> None:
        """See `argparse.Action`."""
        try:
            import shtab
        except ImportError:
            parser.error("completion needs the package shtab: pip install 'thulium-chat[completion]'")
        try:
            print(shtab.complete(parser, shell), flush=True)
        except OSError:  # who reads it has seen enough
            sys.stdout = None
        parser.exit()


def _parser(as_json: bool) -> argparse.ArgumentParser:
    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            """End the command; a program that asked for JSON gets it for wrong options too."""
            if as_json:
                about = {"type": "UsageError", "maybe_started": False, "maybe_done": False}
                self.exit(_report(MISUSED, message, as_json, **about))
            super().error(message)

    parser = Parser(prog="thulium-chat", description="Calls the Thulium chat API from a shell.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"thulium-chat {__version__}")
    parser.add_argument(
        "--print-completion",
        action=_PrintCompletion,
        choices=("bash", "zsh", "tcsh"),
        help="print the completion of options for a shell, and end",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    for name, operation in OPERATIONS.items():
        effect, end = operation.effect or "read", f", 3 failed, but it may have been {operation.effect}"
        command = commands.add_parser(
            operation.command,
            help=_phrase(operation.summary),
            description=f"{operation.summary}, and print what the answer says. Errors go to standard error. Exit "
            f"status: 0 {effect}, 1 not {effect}, 2 wrong arguments or settings{end if operation.effect else ''}.",
            allow_abbrev=False,
        )
        command.set_defaults(operation=name)
        _add_parameters(command, operation)
        _add_settings(command)
    return parser


def _add_parameters(command: argparse.ArgumentParser, operation: Operation) -> None:
    for name, parameter in operation.parameters.items():
        how: dict[str, Any] = {"action": argparse.BooleanOptionalAction}
        if (kind := parameter.schema["type"]) != "boolean":
            how = {"type": _TYPES.get(kind, str), "metavar": name.rpartition("_")[2].upper()}
            how |= {"nargs": "+"} if kind == "array" else {}
            how |= {"choices": parameter.schema["enum"]} if "enum" in parameter.schema else {}
        command.add_argument(
            parameter.option, dest=name, required=parameter.required, help=_phrase(parameter.description), **how
        )
    command.add_argument("--json", action="store_true", help="print the whole answer as JSON, and errors too")


def _add_settings(command: argparse.ArgumentParser) -> None:
    system = command.add_argument_group("which system, and as whom")
    system.add_argument("--system", metavar="NAME", help="the name of the customer's system; else THULIUM_SYSTEM")
    system.add_argument("--base-url", metavar="URL", help="another address than the vendor's; else THULIUM_BASE_URL")
    system.add_argument("--user", metavar="NAME", help="the name of the API user; else THULIUM_USER")
    secret = system.add_mutually_exclusive_group()
    secret.add_argument(
        "--password-file",
        metavar="FILE",
        help="a file with the API user's password, - for standard input; else THULIUM_PASSWORD",
    )
    secret.add_argument(
        "--password",
        metavar="PASSWORD",
        help="the API user's password; else --password-file or THULIUM_PASSWORD, which is safer: other users of "
        "the machine can see arguments, and the shell remembers them",
    )
    system.add_argument("--language", metavar="LANGUAGE", help="the language of error messages, such as en or pl")
    network = command.add_argument_group("connections")
    network.add_argument(
        "--timeout",
        type=_number,
        default=30.0,
        metavar="SECONDS",
        help="for each attempt, 30 s when not given",
    )
    network.add_argument(
        "--retries",
        type=_whole_number,
        default=0,
        metavar="N",
        help="how many more times to try where nothing can have been started, 0 when not given",
    )
    trust = network.add_mutually_exclusive_group()
    trust.add_argument("--ca-file", metavar="FILE", help="the CA certificates to trust, in PEM form")
    trust.add_argument("--insecure", action="store_true", help="accept any certificate, a self-signed one too")


def _phrase(sentence: str) -> str:
    """Return a sentence of the document as argparse has its own: in lower case, without its end, no format of `%`."""
    return (sentence[:1].lower() + sentence[1:]).removesuffix(".").replace("%", "%%")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a number") from None


def _whole_number(text: str) -> int:
    # int() alone would also read " 3", "1_000" and digits of other scripts.
    if not re.fullmatch("-?[0-9]{1,20}", text):
        raise argparse.ArgumentTypeError("must be a whole number in decimal digits")
    return int(text)


_TYPES = {"integer": _whole_number, "number": _number}

if __name__ == "__main__":
    sys.exit(main())
