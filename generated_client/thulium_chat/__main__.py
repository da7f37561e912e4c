"""The command `thulium-chat`: starts a conversation from a shell."""

import argparse
import json
import re
import sys
from collections.abc import Sequence

from thulium_chat._client import ThuliumChat
from thulium_chat._errors import ApiError, ArgumentError, ConfigurationError, ThuliumError
from thulium_chat._results import Conversation
from thulium_chat._version import __version__

DONE = 0
FAILED = 1
MISUSED = 2  # argparse's own status for wrong arguments

_OPTIONS = {
    "chat_queue_id": "--queue",
    "client_name": "--name",
    "client_surname": "--surname",
    "client_email": "--email",
    "client_id": "--client-id",
    "customer_id": "--customer-id",
    "system_name": "--system",
    "base_url": "--base-url",
    "user": "--user",
    "password": "--password",
    "language": "--language",
    "timeout": "--timeout",
}
# Where errors name an argument of Python: elsewhere, as in "no user: …", the word is an ordinary one.
_NAMES = re.compile(rf"(?:^|(?<=pass )|(?<=or )|(?<=and ))(?:{'|'.join(_OPTIONS)})\b")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when a conversation was started, 1 when not, 2 for wrong arguments or settings."""
    options = _parser().parse_args(argv)
    try:
        conversation = _start(options)
    except (ArgumentError, ConfigurationError) as error:
        return _fail(MISUSED, _NAMES.sub(lambda found: _OPTIONS[found[0]], str(error)))
    except ApiError as error:
        faults = [f"{fault.code} {fault.message}" for fault in error.errors]
        return _fail(FAILED, *faults, f"status {error.status}, request id {error.request_id}")
    except ThuliumError as error:
        return _fail(FAILED, str(error))
    except KeyboardInterrupt:
        return _fail(FAILED, "interrupted: whether anything was started is not known")
    try:
        print(json.dumps(conversation.to_dict()) if options.json else conversation.conversation_id, flush=True)
    except OSError as error:
        # Python would try again at its end, and fail again.
        sys.stdout = None
        return _fail(FAILED, f"{conversation.conversation_id} was started, but cannot be printed: {error.strerror}")
    return DONE


def _start(options: argparse.Namespace) -> Conversation:
    with ThuliumChat(
        options.system,
        options.user,
        options.password,
        base_url=options.base_url,
        timeout=options.timeout,
        language=options.language,
        verify=not options.insecure,
    ) as chat:
        return chat.start_conversation(
            options.queue,
            client_name=options.name,
            client_surname=options.surname,
            client_email=options.email,
            client_id=options.client_id,
            customer_id=options.customer_id,
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="thulium-chat", description="Calls the Thulium chat API from a shell.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"thulium-chat {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    start = commands.add_parser(
        "start",
        help="start a conversation and print its id",
        description="Starts a conversation and prints its id. Errors go to standard error. "
        "Exit status: 0 started, 1 refused or failed, 2 wrong arguments or settings.",
        allow_abbrev=False,
    )
    start.add_argument("--queue", required=True, type=_whole_number, metavar="ID", help="the chat queue")
    start.add_argument("--name", metavar="NAME", help="the client's first name")
    start.add_argument("--surname", metavar="NAME", help="the client's surname")
    start.add_argument("--email", metavar="ADDRESS", help="the client's e-mail address")
    start.add_argument("--client-id", metavar="ID", help="the client's external id, your own")
    start.add_argument("--customer-id", type=_whole_number, metavar="ID", help="the client's id in Thulium")
    start.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    system = start.add_argument_group("which system, and as whom")
    system.add_argument("--system", metavar="NAME", help="the name of the customer's system; else THULIUM_SYSTEM")
    system.add_argument("--base-url", metavar="URL", help="another address than the vendor's; else THULIUM_BASE_URL")
    system.add_argument("--user", metavar="NAME", help="the name of the API user; else THULIUM_USER")
    system.add_argument(
        "--password",
        metavar="PASSWORD",
        help="the API user's password; else THULIUM_PASSWORD, which is safer: other users of the machine can see "
        "arguments, and the shell remembers them",
    )
    system.add_argument("--language", metavar="LANGUAGE", help="the language of error messages, such as en or pl")
    system.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS", help="how long to wait, 30 s when not given"
    )
    system.add_argument("--insecure", action="store_true", help="accept any certificate, a self-signed one too")
    return parser


def _whole_number(text: str) -> int:
    # int() alone would also read " 3", "1_000" and digits of other scripts.
    if not re.fullmatch("-?[0-9]{1,20}", text):
        raise argparse.ArgumentTypeError("must be a whole number in decimal digits")
    return int(text)


def _fail(status: int, *lines: str) -> int:
    for line in lines:
        print(f"thulium-chat: {_printable(line)}", file=sys.stderr)
    return status


def _printable(text: str) -> str:
    """Return the text with what could steer a terminal written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


if __name__ == "__main__":
    sys.exit(main())
