"""TLS with a certificate that nobody knows: clients that accept any are served, clients that verify are not."""

import ssl

import httpx
import pytest
from cryptography import x509
from thulium_mock.server.tls import self_signed_context

from tests.envelope import assert_envelope
from tests.http.connection import Connection, any_certificate
from tests.http.lines import request
from tests.servers import CREDENTIALS, RunningServer, running_mock


def certificate(port: int) -> x509.Certificate:
    """Return the certificate that the server on ``port`` shows."""
    return x509.load_pem_x509_certificate(ssl.get_server_certificate(("127.0.0.1", port)).encode())


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
    """The certificate is trusted by nobody."""
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.post(f"https://{host}:{tls_mock.port}/api/chat_conversations/start")


def test_the_certificate_names_this_machine(tls_mock: RunningServer) -> None:
    """The certificate fits the addresses of loopback."""
    names = certificate(tls_mock.port).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_each_mock_makes_its_own_certificate(tls_mock: RunningServer) -> None:
    """No two mocks share a key, so that trusting one of them trusts no other."""
    with running_mock("--tls") as other:
        assert certificate(other.port).public_key() != certificate(tls_mock.port).public_key()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "localhost", "host.example.org", "żółw.example.org"])
def test_any_host_can_be_named(host: str) -> None:
    """A context is made whatever the mock listens on."""
    assert isinstance(self_signed_context(host), ssl.SSLContext)


def test_old_protocols_are_refused(tls_mock: RunningServer) -> None:
    """TLS 1.2 is the oldest version that is spoken."""
    assert self_signed_context("localhost").minimum_version >= ssl.TLSVersion.TLSv1_2
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
