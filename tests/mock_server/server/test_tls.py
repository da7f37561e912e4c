"""TLS with a certificate of the mock's own, which clients accept or refuse, or with one that is given."""

import ssl
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from thulium_contract.http.connection import Connection, any_certificate
from thulium_mock.server.certificates import new_authority, new_certificate
from thulium_mock.server.tls import server_tls
from thulium_mock.settings import Settings, UnusableSetting

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.http.lines import request
from tests.servers import CREDENTIALS, RunningServer


def test_a_client_that_accepts_any_certificate_is_served(tls_mock: RunningServer) -> None:
    """Both APIs answer over TLS, with success and with errors."""
    assert tls_mock.base_url.startswith("https://")
    with httpx.Client(verify=False) as client:
        url = f"{tls_mock.base_url}/chat_conversations/start?chat_queue_id=3"
        identifier = client.post(url, auth=CREDENTIALS).raise_for_status().json()["conversation_id"]
        assert client.get(f"{tls_mock.origin}/_mock/conversations/{identifier}").status_code == 200
        assert_envelope(client.post(url), 401, 401001)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_client_that_verifies_refuses(tls_mock: RunningServer, host: str) -> None:
    """The certificate is trusted by nobody who was not told to."""
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.post(f"https://{host}:{tls_mock.port}/api/chat_conversations/start")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "localhost", "host.example.org", "żółw.example.org"])
def test_any_host_can_be_named(host: str) -> None:
    """A context is made whatever the mock listens on."""
    assert server_tls(Settings(tls=True, host=host)).ca


@pytest.fixture(scope="module")
def pems() -> dict[str, str]:
    """A certificate and its key in PEM form, the key of another one, and an encrypted one."""
    authority = new_authority()
    given, other = (new_certificate(["localhost", "127.0.0.1"], authority) for _ in range(2))
    key, end, certificate = given.pem.partition("-----END PRIVATE KEY-----\n")
    secret = given.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
    return {
        "certificate": certificate + authority.pem.partition("-----END PRIVATE KEY-----\n")[2],
        "key": key + end,
        "both": given.pem,
        "other": other.pem,
        "encrypted": secret,
        "ca": authority.pem.partition("-----END PRIVATE KEY-----\n")[2],
    }


@pytest.mark.parametrize(
    ("names", "encoding"), [(["certificate", "key"], "utf-8"), (["both"], "utf-8-sig"), (["both"], "utf-16")]
)
def test_a_certificate_is_given(tmp_path: Path, pems: dict[str, str], names: list[str], encoding: str) -> None:
    """In one file or two, as editors of all systems save them; who trusts its CA is served."""
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(pems[file.name].replace("\n", "\r\n").encode(encoding))
    options = [f"--{name}={file}" for name, file in zip(("cert", "key"), files, strict=False)]
    with forked_mock(*options) as mock:
        assert mock.base_url.startswith("https://")
        context = ssl.create_default_context(cadata=pems["ca"])
        assert httpx.get(f"{mock.origin}/_mock/health", verify=context).status_code == 200


@pytest.mark.parametrize(
    ("cert", "key", "sentence"),
    [
        ("certificate", "other", r"\(key values mismatch\): give a certificate and its private key, in PEM form\.$"),
        ("certificate", None, r"^--cert and --key cannot be used \("),
        ("key", None, r"^--cert and --key cannot be used \("),
        ("certificate", "encrypted", r"^the file of --key is encrypted: give the key without a password\.$"),
        ("none", "key", r"^the file \S+none of --cert cannot be read \(No such file or directory\)"),
        ("certificate", "none", r"^the file \S+none of --key cannot be read"),
        ("der", "key", r"^the file \S+der of --cert cannot be read .* It is in PEM form\.$"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told(
    tmp_path: Path, pems: dict[str, str], cert: str, key: str | None, sentence: str
) -> None:
    """With what is wrong and what to do, before anybody is asked for a password."""
    for name, text in pems.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "der").write_bytes(ssl.PEM_cert_to_DER_cert(pems["ca"]))
    with pytest.raises(UnusableSetting, match=sentence):
        server_tls(Settings(cert=tmp_path / cert, key=tmp_path / key if key else None))


def test_old_protocols_are_refused(tls_mock: RunningServer) -> None:
    """TLS 1.2 is the oldest version that is spoken."""
    assert server_tls(Settings(tls=True)).context.minimum_version >= ssl.TLSVersion.TLSv1_2
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with httpx.Client(verify=context) as client:
        assert client.get(f"{tls_mock.origin}/_mock/health").status_code == 200


def test_plain_http_gets_no_answer(tls_mock: RunningServer) -> None:
    """A client that does not speak TLS is hung up on, and others are served."""
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{tls_mock.port}/_mock/health")
    with Connection(tls_mock.port, tls=any_certificate()) as connection:
        connection.send(request())
        assert connection.answer().status == 200


def test_errors_of_the_protocol_are_envelopes_over_tls_too(tls_mock: RunningServer) -> None:
    """What is not HTTP within TLS is refused as it is without, after the answers before it."""
    with Connection(tls_mock.port, tls=any_certificate()) as connection:
        connection.send(request() + request(target="/" + "a" * 65_000) + b"garbage\r\n\r\n")
        assert connection.answer().status == 200
        assert_envelope(connection.answer(), 414, 414001)
        assert connection.answer().status == 400
        connection.assert_closed()


def test_a_client_that_leaves_during_the_handshake_harms_nobody(tls_mock: RunningServer) -> None:
    """Connections that end before TLS begins, or in the middle of it, are forgotten."""
    for first in (b"", bytes.fromhex("16030100c8010000c40303")):
        with Connection(tls_mock.port) as connection:
            connection.send(first)
    assert httpx.get(f"{tls_mock.origin}/_mock/health", verify=False).status_code == 200
