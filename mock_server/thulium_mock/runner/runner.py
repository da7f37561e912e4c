"""Runner: starts a mock from its settings, in one process or several workers, and serves until it is stopped."""

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
    # Its imports are shared with forked workers.
    first = new(0)
    # Objects from before live as long as the process: excluded from garbage collection.
    gc.freeze()
    gc.enable()
    # Requests leave no reference cycles: the default threshold of 700 objects cost a fifteenth of their time.
    gc.set_threshold(10_000)
    if settings.workers == 1:
        first.on_ready = lambda: say(text)
        first.run(sockets=sockets)
    elif not hasattr(os, "fork"):
        raise UnusableSetting("several processes are not available on this system: leave --workers out.", "workers")
    else:
        # The sockets listen already: early requests are answered once the first worker serves.
        say(text)
        run_workers(settings.workers, lambda number: (new(number) if number else first).run(sockets=sockets))


def _prepared(settings: Settings) -> tuple[Callable[[int], Server], list[socket.socket], str]:
    """Return the factory of each worker's server, the sockets, and the banner; of the workers only number 0 prints."""
    # Created before the files are read, so that no change is missed.
    watched = WatchedFile(settings.document or packaged_document())
    watched_fixtures = WatchedFile(settings.fixtures) if settings.fixtures else None
    try:
        document = load_document(settings.document) if settings.document else vendor_document()
        # Faults of the fixtures are validated against a valid document.
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
    # Faults of a fixtures file were validated above; invalid built-in ones are not the user's mistake.
    if settings.document and (problem := FaultChecks(document).describe(fixtures, watched.path.name)):
        _warn(problem)

    def new(number: int) -> Server:
        speaks = number == 0
        # Errors only: malformed HTTP is a client's mistake, about which uvicorn warns.
        server = new_server(app, spaces, settings, lambda: None, log_level="error", tls=tls and tls.context)
        if settings.reload:
            # One worker prints for all.
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
    """Create or migrate the tables, and write the fixtures if they have changed; raises `UnusableDatabase`."""
    try:
        await spaces.start()
        await spaces.replace_fixtures(spaces.fixtures)
    finally:
        await spaces.store.close()


def _warn(text: str) -> None:
    say(f"thulium-mock: {text}", sys.stderr)
