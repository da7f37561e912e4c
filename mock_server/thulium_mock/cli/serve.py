"""``thulium-mock serve``: its options, from the command line or the environment."""

import argparse
import gc
import os
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from thulium_mock.cli.options import CommandError, File, database, from_variable, number, seed, token
from thulium_mock.settings import MEMORY, Settings, UnusableSetting, is_loopback

ENVIRONMENT = {field.name: f"THULIUM_MOCK_{field.name.upper()}" for field in fields(Settings) if field.name != "limits"}
"""The environment variable of each option, by its name in `Settings`; the command line wins."""

_HOST = re.compile(r"(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?")
_SERVICE = re.compile("(tcp|udp|sctp)://")
_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    serve: argparse.ArgumentParser = commands.add_parser(
        "serve", help="serve the mock", description="Serve the mock until SIGTERM or Ctrl-C."
    )

    def add(name: str, text: str, default: object = None, kind: Callable[[str], Any] = str, **further: Any) -> None:
        notes = ENVIRONMENT[name] if default is None else f"{ENVIRONMENT[name]}; default: {default}"
        option, convert = f"--{name.replace('_', '-')}", from_variable(ENVIRONMENT[name], kind)
        serve.add_argument(option, help=f"{text} [{notes}]", type=convert, **further)

    def add_file(name: str, text: str, default: str) -> None:
        add(name, text, default, kind=Path, action=File, metavar="FILE")

    def add_count(name: str, most: int, text: str) -> None:
        count = number("possible", 1, most)
        add(name, f"how many {text}", getattr(Settings, name), kind=count, metavar="N")

    add("host", "address to listen on", Settings.host)
    add("port", "port; 0 picks a free one", Settings.port, kind=number("a port", 0, 65535))
    add_file("fixtures", "API users, queues and customers, in YAML or JSON", "built in")
    add_file("document", "another version of the document of the vendor's API, in YAML or JSON", "built in")
    _add_switch(serve, "reload", "serve a changed document or fixtures file at once")
    _add_switch(serve, "log", "print a line for each request")
    _add_switch(serve, "tls", "serve HTTPS with a certificate of the mock's own")
    add_file("cert", "serve HTTPS with this certificate, and those that sign it, in PEM form", "one of the mock's own")
    add_file("key", "the private key of --cert, in PEM form", "the file of --cert")
    add("token", "what the control API asks for; made and printed beyond loopback if not given", kind=token)
    add("seed", "makes ids and faults repeat exactly", "nobody can foresee them", kind=seed, metavar="N")
    add_count("journal_size", 1_000_000, "requests each space keeps in its journal, the newest")
    add_count("keep_conversations", 10_000_000, "conversations each space keeps, the newest")
    add_count("max_spaces", 10_000, "spaces there are beside the default one")
    _add_switch(serve, "mask_personal_data", "keep no personal data in the journal")
    add(
        "allow_host",
        "one more host name of the control API and the console, also behind a proxy; *.DOMAIN for all below it; may be"
        " repeated, and has commas in the variable",
        "the names that every machine has",
        kind=_host_names,
        action=_Collect,
        metavar="NAME",
    )
    add(
        "allow_webhook_host",
        "one more host that events are sent to; may be repeated, and has commas in the variable",
        "this machine",
        kind=_host_names,
        action=_Collect,
        metavar="NAME",
    )
    add("webhook_format", "form, as the real system sends events, or json", Settings.webhook_format, kind=_format)
    add_count("workers", 64, "processes answer; more than one share the --database")
    add(
        "database",
        "where the state is kept: memory, sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
        MEMORY,
        kind=database,
        metavar="URL",
    )
    # Strings of the environment go through the types above.
    defaults = {name: _variable(name) or getattr(Settings, name) for name in ENVIRONMENT}
    serve.set_defaults(run=run, **{**defaults, "tls": _variable("tls")})


def run(options: argparse.Namespace) -> None:
    """Serve until told to end; raises `CommandError` if that is not possible."""
    # Imported late, so that --help and wrong usage are answered at once.
    import secrets

    given = {name: getattr(options, name) for name in ENVIRONMENT}
    if given["workers"] > 1 and given["database"] == MEMORY:
        raise CommandError(
            "several processes have no memory in common: give --database a file, such as sqlite:///mock.db, or "
            f"PostgreSQL.{_hint('workers')}",
            1,
        )
    if given["tls"] is None:
        given["tls"] = given["cert"] is not None
    if given["key"] and not given["cert"]:
        raise CommandError(f"--key is for --cert: name the certificate, too.{_hint('key')}")
    if not given["token"]:
        given["token"] = None if is_loopback(options.host) else secrets.token_urlsafe(24)
    # Without garbage collection while modules are imported and compiled, the start is a tenth faster.
    gc.disable()
    from thulium_mock.runner import runner

    try:
        runner.run(Settings(**given))
    except UnusableSetting as error:
        raise CommandError(f"{error}{_hint(error.setting)}", 1) from error
    finally:
        gc.enable()


def _variable(name: str) -> str | None:
    """Return what the environment says of an option."""
    text = os.environ.get(ENVIRONMENT[name])
    # Kubernetes gives the address of a service named thulium-mock to every pod.
    return None if not text or (name == "port" and _SERVICE.match(text)) else text


def _hint(name: str) -> str:
    return f" {ENVIRONMENT[name]} is set." if _variable(name) else ""


class _Collect(argparse.Action):
    """Option that may be repeated, whose values are tuples to be joined. A default counts only without it."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option: Any = None) -> None:
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, (*(before if isinstance(before, tuple) else ()), *values))


def _format(text: str) -> str:
    if text not in ("form", "json"):
        raise argparse.ArgumentTypeError(f"{text!r} is not how an event can be sent: give form or json")
    return text


def _host_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not _HOST.fullmatch(name) and not _IPV6.fullmatch(name):
            raise argparse.ArgumentTypeError(f"{name!r} is not a host name: give it without scheme, port and path")
    return names


def _add_switch(serve: argparse.ArgumentParser, name: str, text: str) -> None:
    """Add an option that is on or off: ``--name`` and ``--no-name``, or 1 and 0 in its variable."""

    def parsed(word: str) -> bool:
        if word.lower() not in {"0", "1", "false", "true", "no", "yes"}:
            raise argparse.ArgumentTypeError(f"{ENVIRONMENT[name]} is {word!r}: set it to 1 or 0")
        return word.lower() in {"1", "true", "yes"}

    option = f"--{name.replace('_', '-')}"
    switch = serve.add_argument(option, action=argparse.BooleanOptionalAction, help=f"{text} [{ENVIRONMENT[name]}=1]")
    # Given here, because the action takes no type of its own from Python 3.14 on.
    switch.type = parsed
