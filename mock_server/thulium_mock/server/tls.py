"""A self-signed certificate for the mock, made anew at each start and kept only while the mock runs."""

import ssl

import trustme


def self_signed_context(host: str) -> ssl.SSLContext:
    """Return a server context whose certificate names ``host`` and this machine, signed by an authority nobody knows.

    The vendor's examples accept any certificate (``-k``), so clients written after them accept this one.
    """
    names = dict.fromkeys([host, "localhost", "127.0.0.1", "::1"])
    certificate = trustme.CA().issue_cert(*names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
