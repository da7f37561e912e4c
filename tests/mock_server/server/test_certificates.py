"""Certificates that the mock makes: valid for whoever trusts their CA, and kept as long as they can be."""

import os
import shutil
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from thulium_mock.server import certificates
from thulium_mock.server.certificates import kept_certificate, new_authority, new_certificate
from thulium_mock.server.tls import server_tls
from thulium_mock.settings import Settings

from tests.browser.conftest import running_chromium
from tests.forked import forked_mock
from tests.servers import RunningServer

NAMES = ["localhost", "127.0.0.1", "*.example.org", "żółw.example.org", "fe80::1%eth0"]


def test_browsers_and_phones_accept_the_certificate() -> None:
    """At most 398 days, for servers, with alternative names; of a CA that says it is one, as Android asks."""
    authority = new_authority()
    ca, own = authority.certificate, new_certificate(NAMES, authority).certificate
    assert own.not_valid_after_utc - own.not_valid_before_utc <= timedelta(days=398)
    assert own.not_valid_before_utc < datetime.now(UTC) - timedelta(hours=1)
    extensions = own.extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "*.example.org", "xn--w-uga1v8h.example.org"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "fe80::1"]
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    usages = [each.extensions.get_extension_for_class(x509.KeyUsage) for each in (ca, own)]
    assert [(each.critical, each.value.key_cert_sign, each.value.digital_signature) for each in usages] == [
        (True, True, False),
        (True, False, True),
    ]
    limits = [each.extensions.get_extension_for_class(x509.BasicConstraints) for each in (ca, own)]
    assert [(each.critical, each.value.ca, each.value.path_length) for each in limits] == [
        (True, True, 0),
        (True, False, None),
    ]


def test_certificate_and_ca_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    """The same ones are shown again; other names get another certificate, of the same CA."""
    folder = tmp_path / "new" / "folder"
    first = kept_certificate(folder, NAMES)
    trusted = (folder / "ca.pem").read_text()
    assert kept_certificate(folder, NAMES).pem == first.pem
    other = kept_certificate(folder, NAMES[:1])
    assert other.certificate != first.certificate
    assert other.certificate.issuer == first.certificate.issuer
    assert (folder / "ca.pem").read_text() == trusted
    assert "PRIVATE" not in trusted
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoilt", ["", "garbage", "expired", "of another CA"])
def test_what_is_no_good_any_more_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str) -> None:
    """A broken file, a certificate that soon expires, and one whose CA is gone."""
    with monkeypatch.context() as context:
        if spoilt == "expired":
            context.setattr(certificates, "CERTIFICATE_DAYS", 29)
        first = kept_certificate(tmp_path, NAMES)
    (kept,) = (path for path in tmp_path.iterdir() if not path.name.startswith("ca"))
    if spoilt == "of another CA":
        (tmp_path / "ca-key.pem").unlink()
    elif spoilt != "expired":
        kept.write_text(spoilt)
    second = kept_certificate(tmp_path, NAMES)
    assert second.certificate != first.certificate
    ca = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    second.certificate.verify_directly_issued_by(ca)
    assert second.lasts(365)


def test_mocks_that_start_at_once_share_one_ca(tmp_path: Path) -> None:
    """Whoever comes first has made it, and all certificates are signed by what is kept."""
    made: list[x509.Certificate] = []
    start = threading.Barrier(8)

    def run(number: int) -> None:
        start.wait()
        made.append(kept_certificate(tmp_path, [f"{number}.example.org"]).certificate)

    threads = [threading.Thread(target=run, args=[number]) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    ca = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    for certificate in made:
        certificate.verify_directly_issued_by(ca)
    assert len(made) == 8


@pytest.fixture(scope="module")
def ca(tls_mock: RunningServer) -> str:
    """The file of the CA, as the banner names it."""
    return tls_mock.banner.split("  CA ")[1].split()[0]


JAVA = """
import java.net.*;
public class Get {
    public static void main(String[] arguments) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[0]).openConnection();
        System.out.println(connection.getResponseCode());
    }
}
"""


@pytest.mark.parametrize("client", ["openssl", "curl", "node", "java", "python"])
def test_who_trusts_the_ca_is_served(tls_mock: RunningServer, ca: str, client: str, tmp_path: Path) -> None:
    """With every check on, by name and by address; the help of each says how to trust one more CA."""
    url = f"https://localhost:{tls_mock.port}/_mock/health"
    store = tmp_path / "store.p12"
    (tmp_path / "Get.java").write_text(JAVA)
    trusted = f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=changeit"
    trust = f"keytool -importcert -noprompt -file {ca} -keystore {store} -storepass changeit -storetype PKCS12"
    commands = {
        "openssl": f"openssl s_client -connect 127.0.0.1:{tls_mock.port} -verify_return_error -x509_strict"
        f" -verify_ip 127.0.0.1 -CAfile {ca} < /dev/null",
        "curl": f"curl -sS --cacert {ca} {url}",
        "node": f"NODE_EXTRA_CA_CERTS={ca} node -e 'fetch(`{url}`).then(a => a.text()).then(console.log)'",
        # It is compiled once, and best without much ado.
        "java": f"export JAVA_TOOL_OPTIONS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';"
        f" {trust} && java {trusted} {tmp_path}/Get.java {url}",
        "python": "true",
    }
    subprocess.run(["bash", "-c", commands[client]], check=True, capture_output=True, timeout=60)
    if client == "python":
        context = ssl.create_default_context(cafile=ca)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        assert httpx.get(url, verify=context).status_code == 200


@pytest.fixture
def trusting_profile(tmp_path: Path, ca: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose Chromium trusts the CA."""
    if shutil.which("certutil") is None:
        pytest.skip("certutil is needed: apt-get install libnss3-tools")
    database = tmp_path / ".pki/nssdb"
    database.mkdir(parents=True)
    for arguments in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "thulium-mock", "-i", ca]):
        subprocess.run(["certutil", "-d", f"sql:{database}", *arguments], check=True, capture_output=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME")
    return tmp_path / "profile"


def test_chromium_opens_the_console_once_it_trusts_the_ca(tls_mock: RunningServer, trusting_profile: Path) -> None:
    """Without a warning, by any name of the machine."""
    with running_chromium(trusting_profile) as browser:
        for host in ("localhost", "127.0.0.1"):
            browser.get(f"https://{host}:{tls_mock.port}/")
            assert browser.title.endswith("Thulium mock"), browser.title


def test_a_user_without_a_home_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container runs with any user id."""
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    assert server_tls(Settings(tls=True)).note.startswith("none is kept (the user has no home): set XDG_DATA_HOME")


def test_what_cannot_be_kept_is_made_for_one_run(tmp_path: Path) -> None:
    """On a read-only file system, for a user without a home, and without any folder for temporary files."""
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file" / "below")
    environment = {"XDG_DATA_HOME": nowhere, "TMPDIR": nowhere, "HOME": nowhere}
    keys = set()
    for _ in range(2):
        with forked_mock("--tls", environment=environment) as mock:
            assert "  CA           none is kept (Not a directory): set XDG_DATA_HOME to a folder" in mock.banner
            keys.add(ssl.get_server_certificate(("127.0.0.1", mock.port)))
    assert len(keys) == 2
    assert os.listdir(tmp_path) == ["file"]
