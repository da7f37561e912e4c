"""Runner: the life of one mock, from its settings to its end."""

import asyncio
import gc
import os
import socket
import sys
from collections.abc import Callable

from thulium_mock.app import create_app, new_server, new_spaces
from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.openapi.document_checks import specification
from thulium_mock.openapi.documents import DocumentError, load_document, packaged_document, vendor_document
from thulium_mock.runner.banner import banner
from thulium_mock.runner.reloader import Reloader, WatchedFile
from thulium_mock.runner.workers import run_workers
from thulium_mock.server.server import Server, listen
from thulium_mock.server.tls import server_tls
from thulium_mock.settings import MEMORY, Settings, UnusableSetting
from thulium_mock.standard_streams import say
from thulium_mock.state.fixtures import FixturesError, default_fixtures, load_fixtures
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.store import UnusableDatabase


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; the banner goes to standard output. Raises `UnusableSetting`."""
    new, sockets, text = _prepared(settings)
    # What it imports, workers need not import again.
    first = new(0)
    # All that was made until here lives as long as the process: no garbage collection needs to look at it.
    gc.freeze()
    gc.enable()
    # A request leaves no cycles: looking for them at each 700th object cost a fifteenth of its time.
    gc.set_threshold(10_000)
    if settings.workers == 1:
        first.on_ready = lambda: say(text)
        first.run(sockets=sockets)
    elif not hasattr(os, "fork"):
        raise UnusableSetting("several processes are not available on this system: leave --workers out.", "workers")
    else:
        # The sockets listen: whoever asks now is answered once the first worker serves.
        say(text)
        run_workers(settings.workers, lambda number: (new(number) if number else first).run(sockets=sockets))


def _prepared(settings: Settings) -> tuple[Callable[[int], Server], list[socket.socket], str]:
    """Return what makes the server of each worker, its sockets, and the banner; only the worker 0 prints any more."""
    # Looked at before they are read, so that no change is missed.
    watched = WatchedFile(settings.document or packaged_document())
    watched_fixtures = WatchedFile(settings.fixtures) if settings.fixtures else None
    try:
        document = load_document(settings.document) if settings.document else vendor_document()
        # Faults of the fixtures are compared with a document that is known to be good.
        specification(document)
        fixtures = load_fixtures(settings.fixtures, document) if settings.fixtures else default_fixtures()
        if settings.database != MEMORY:
            asyncio.run(_prepare(new_spaces(fixtures, settings)))
        spaces = new_spaces(fixtures, settings)
        app = create_app(
            spaces=spaces,
            token=settings.token,
            hosts=settings.hosts,
            document=document,
            mask=settings.mask_personal_data,
            webhook_hosts=settings.allow_webhook_host,
            webhook_json=settings.webhook_format == "json",
        )
        tls = server_tls(settings) if settings.tls else None
        sockets = listen(settings)
    except DocumentError as error:
        raise UnusableSetting(f"the document {watched.path} cannot be served: {error}", "document") from error
    except FixturesError as error:
        raise UnusableSetting(str(error), "fixtures") from error
    except UnusableDatabase as error:
        raise UnusableSetting(f"the database cannot be used: {error}.", "database") from error
    text = banner(settings, sockets[0].getsockname()[1], fixtures, document, tls)
    # Those of a file were compared above and would have ended it; the built-in ones are nobody's mistake.
    if settings.document and (problem := FaultChecks(document).describe(fixtures, watched.path.name)):
        _warn(problem)

    def new(number: int) -> Server:
        speaks = number == 0
        # What is not HTTP is a client's mistake, and no news.
        server = new_server(app, spaces, settings, lambda: None, log_level="error", tls=tls and tls.context)
        if settings.reload:
            # One worker says it for all.
            tell, warn = (say, _warn) if speaks else ((lambda _: None),) * 2
            reloader = Reloader(app, spaces, document=watched, fixtures=watched_fixtures, say=tell, warn=warn)
            server.background.append(reloader.watch)
        if settings.log and speaks:
            from thulium_mock.inspection.request_line import Line
            from thulium_mock.runner.request_log import RequestLog

            log = RequestLog(spaces, Line(colours=sys.stdout.isatty()), say, mask=settings.mask_personal_data)
            server.background.append(log.watch)
        return server

    return new, sockets, text


async def _prepare(spaces: Spaces) -> None:
    """Make or upgrade the tables, and bring other fixtures than the last start; raises `UnusableDatabase`."""
    try:
        await spaces.start()
        await spaces.replace_fixtures(spaces.fixtures)
    finally:
        await spaces.store.close()


def _warn(text: str) -> None:
    say(f"thulium-mock: {text}", sys.stderr)
