"""TLS context of the server, with a given certificate or a generated one."""

import os
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple, NoReturn

from thulium_mock.settings import Settings, UnusableSetting
from thulium_mock.text_files import FileError, read_text

# This machine, also as an Android emulator and a container of Docker Desktop know it.
_OWN_NAMES = ("localhost", "127.0.0.1", "::1", "10.0.2.2", "host.docker.internal")


class ServerTls(NamedTuple):
    """SSL context of a server; the CA file of a generated certificate, or a ``note`` why none is kept."""

    context: ssl.SSLContext
    ca: Path | None = None
    note: str = ""


def certificates_folder() -> Path:
    """Return the folder in which certificates are kept; raises `RuntimeError` for a user without a home."""
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME")
    return (Path(given) if given else Path.home() / ".local/share") / "thulium-mock"


def ca_file() -> Path:
    """Return the file of the CA whose certificates the mock shows, which people and programs can trust."""
    return certificates_folder() / "ca.pem"


def server_tls(settings: Settings) -> ServerTls:
    """Return the TLS context for ``settings``; raises `UnusableSetting`."""
    if settings.cert:
        files = (("cert", settings.cert), ("key", settings.key))
        return ServerTls(_context("\n".join(_given(setting, path) for setting, path in files if path)))
    # Making certificates takes much to import, and most mocks need none.
    from thulium_mock.server.certificates import kept_certificate, new_authority, new_certificate

    names = list(dict.fromkeys([*_OWN_NAMES, *filter(_is_name, (settings.host, *settings.allow_host))]))
    try:
        return ServerTls(_context(kept_certificate(certificates_folder(), names).pem), ca_file())
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the user has no home"
        context = _context(new_certificate(names, new_authority()).pem)
        return ServerTls(context, note=f"none is kept ({reason}): set XDG_DATA_HOME to a folder that can be written")


def _is_name(host: str) -> bool:
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        return True


def _given(setting: str, path: Path) -> str:
    try:
        return read_text(path)
    except FileError as error:
        raise UnusableSetting(f"the file {path} of --{setting} {error} It is in PEM form.", setting) from error


def _context(pem: str) -> ssl.SSLContext:
    """Return a context of a private key and the certificates that belong to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        with _file(pem) as path:
            context.load_cert_chain(path, password=_encrypted)
    except ssl.SSLError as error:
        reason = (error.reason or "no PEM").replace("_", " ").lower()
        text = f"--cert and --key cannot be used ({reason}): give a certificate and its private key, in PEM form."
        raise UnusableSetting(text, "cert") from error
    return context


def _encrypted() -> NoReturn:
    raise UnusableSetting("the file of --key is encrypted: give the key without a password.", "cert")


@contextmanager
def _file(text: str) -> Iterator[str]:
    """Yield the path of a file with ``text``, since OpenSSL reads files only; where possible it is in memory."""
    if sys.platform == "linux":
        with open(os.memfd_create("thulium-mock"), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "certificate.pem")
            path.write_text(text, "utf-8")
            yield str(path)
