"""TLS: certificates that are trusted, what is said of others, and deadlines on encrypted connections."""

import itertools
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from thulium_chat import ThuliumConnectionError, ThuliumTimeoutError

from tests.generated_client.support import CONVERSATION_ID, OK, Start, start_sync
from tests.http.recorder import serving, without_tls

AUTHORITY = trustme.CA()


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the authority's certificate."""
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return file


@contextmanager
def tls_server(pieces: list[bytes], pause: float = 0, tunnel: bytes = b"") -> Iterator[str]:
    """Serve one connection with TLS, the answer piece by piece; yield the base URL.

    `tunnel` is the answer to a plain request before, as of a proxy to CONNECT.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(60)
    gone = threading.Event()

    def serve() -> None:
        plain, _ = listener.accept()
        with plain:
            plain.settimeout(60)
            try:
                if tunnel:
                    plain.recv(65536)
                    plain.sendall(tunnel)
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65536)
                    for piece in pieces:
                        connection.sendall(piece)
                        if gone.wait(pause):
                            return
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/api"
    finally:
        gone.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize("origin", ["verify", "SSL_CERT_FILE"])
def test_authority_by_path(start: Start, monkeypatch: pytest.MonkeyPatch, ca_file: Path, origin: str) -> None:
    """The certificate of a system's own authority is trusted where its path is given."""
    with tls_server([OK]) as base_url:
        settings = {"base_url": base_url}
        if origin == "verify":
            settings["verify"] = str(ca_file)
        else:
            monkeypatch.setenv(origin, str(ca_file))
        assert str(start(None, settings).conversation_id) == CONVERSATION_ID


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_authority_as_editors_save_it(start: Start, ca_file: Path, tmp_path: Path, encoding: str) -> None:
    """The file may have a byte order mark, comments, and line ends of Windows."""
    saved = tmp_path / "ca.pem"
    saved.write_bytes(f"# Mój urzad\r\n{ca_file.read_text()}".replace("\n", "\r\n").encode(encoding))
    with tls_server([OK]) as base_url:
        assert str(start(None, {"base_url": base_url, "verify": saved}).conversation_id) == CONVERSATION_ID


def test_tunnel_through_a_proxy(start: Start, monkeypatch: pytest.MonkeyPatch, ca_file: Path) -> None:
    """A proxy is asked for a tunnel, in which TLS begins."""
    with tls_server([OK], tunnel=b"HTTP/1.1 200 Connection established\r\n\r\n") as base_url:
        monkeypatch.setenv("HTTPS_PROXY", base_url.removesuffix("/api").replace("https:", "http:"))
        assert str(start(None, {"base_url": base_url, "verify": ca_file}).conversation_id) == CONVERSATION_ID


def test_unknown_authority(start: Start) -> None:
    """The certificate of an unknown authority is refused, and the error names what to change."""
    with (
        tls_server([OK]) as base_url,
        pytest.raises(ThuliumConnectionError, match=r"CERTIFICATE_VERIFY_FAILED.*verify.*SSL_CERT_FILE") as caught,
    ):
        start(None, {"base_url": base_url})
    assert not caught.value.maybe_started


def test_server_without_tls(start: Start) -> None:
    """A server that does not speak TLS is no connection, and the error names what to change."""
    with serving(without_tls) as plain, pytest.raises(ThuliumConnectionError, match=r"is it http:// rather") as caught:
        start(None, {"base_url": plain.base_url.replace("http:", "https:")})
    assert not caught.value.maybe_started


def test_dripping_header_lines(start: Start, ca_file: Path) -> None:
    """The deadline holds on an encrypted connection too."""
    pieces = [b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"] * 400, OK.partition(b"\r\n")[2]]
    with tls_server(pieces, 0.01) as base_url, pytest.raises(ThuliumTimeoutError) as caught:
        start(None, {"base_url": base_url, "verify": ca_file, "timeout": 0.3})
    assert caught.value.maybe_started


def test_handshake_that_never_ends(start: Start) -> None:
    """A peer that does not speak TLS is no connection by the deadline: nothing was started."""
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(ThuliumTimeoutError) as caught:
        start(None, {"base_url": f"https://127.0.0.1:{listener.getsockname()[1]}/api", "timeout": 0.1})
    assert not caught.value.maybe_started


def test_deadline_before_the_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the deadline passes before the handshake, nothing was started, and no socket stays open."""
    clock = itertools.chain([0.0], itertools.repeat(100.0))
    monkeypatch.setattr("thulium_chat._exchange.monotonic", lambda: next(clock))
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(ThuliumTimeoutError) as caught:
        start_sync(None, {"base_url": f"https://127.0.0.1:{listener.getsockname()[1]}/api", "timeout": 5})
    assert not caught.value.maybe_started
