"""Generated certificates: a persistent CA, which users can trust, and server certificates signed by it."""

import os
import socket
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CERTIFICATE_DAYS = 397
"""Validity of a server certificate, in days; browsers refuse more than 398."""

_AUTHORITY_DAYS = 3650
_RENEWAL_DAYS = 30
"""Days before expiry from which on a certificate is renewed at the next start."""

_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


class Identity(NamedTuple):
    """A private key, and the certificate that belongs to it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """Both in PEM form."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return (key + self.certificate.public_bytes(Encoding.PEM)).decode()

    def lasts(self, days: int) -> bool:
        """Tell whether the certificate is valid for so many more days."""
        return self.certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days)


def kept_certificate(folder: Path, names: Sequence[str]) -> Identity:
    """Return the certificate of a mock with these host names and addresses, cached in ``folder``.

    Creates there what is missing: the CA (``ca.pem`` is its certificate without the key), and a certificate for these
    names in this order. Raises `OSError` if the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _kept(folder / "ca-key.pem", new_authority, lambda found: found.lasts(CERTIFICATE_DAYS))
    public, text = folder / "ca.pem", authority.certificate.public_bytes(Encoding.PEM).decode()
    if not public.exists() or public.read_text("ascii") != text:
        _write(public, text, os.replace)

    def is_good(found: Identity) -> bool:
        with suppress(ValueError, TypeError, InvalidSignature):
            found.certificate.verify_directly_issued_by(authority.certificate)
            return found.lasts(_RENEWAL_DAYS)
        return False

    digest = sha256(" ".join(names).encode()).hexdigest()[:16]
    return _kept(folder / f"{digest}.pem", lambda: new_certificate(names, authority), is_good)


def new_authority() -> Identity:
    """Return a new CA, which may sign nothing but server certificates."""
    return _signed(
        f"thulium-mock {socket.gethostname()}"[:64],
        _AUTHORITY_DAYS,
        None,
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_usage("key_cert_sign", "crl_sign"), True),
    )


def new_certificate(names: Sequence[str], authority: Identity) -> Identity:
    """Return a certificate of a server with these host names and addresses, signed by ``authority``."""
    return _signed(
        "thulium-mock",
        CERTIFICATE_DAYS - 1,
        authority,
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage("digital_signature"), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([_alternative_name(name) for name in names]), False),
    )


def _signed(subject: str, days: int, by: Identity | None, *extensions: tuple[x509.ExtensionType, bool]) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    signer = by.key if by else key
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=by.certificate.subject if by else name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        # Clocks of phones and virtual machines are late now and then.
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days),
    )
    identifiers = (
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
    )
    for extension, critical in (*((each, False) for each in identifiers), *extensions):
        builder = builder.add_extension(extension, critical)
    return Identity(key, builder.sign(signer, hashes.SHA256()))


def _usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in names for usage in _USAGES})


def _alternative_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host.partition("%")[0]))
    except ValueError:
        return x509.DNSName(host if host.isascii() else host.encode("idna").decode())


def _kept(path: Path, make: Callable[[], Identity], is_good: Callable[[Identity], bool]) -> Identity:
    """Return the identity cached in a file, replaced if not good; of mocks that start at once, the first one wins."""
    with suppress(FileNotFoundError):
        with suppress(ValueError):
            if is_good(found := _read(path)):
                return found
        path.unlink()
    with suppress(FileExistsError):
        _write(path, make().pem, os.link)
    return _read(path)


def _read(path: Path) -> Identity:
    """Return the key and the certificate in a file; raises `OSError` and `ValueError`."""
    content = path.read_bytes()
    key = load_pem_private_key(content, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("another kind of key")
    return Identity(key, x509.load_pem_x509_certificate(content))


def _write(path: Path, text: str, put: Callable[[str, Path], None]) -> None:
    """Write a private file atomically."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(text)
        put(name, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
