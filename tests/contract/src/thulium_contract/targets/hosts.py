"""Hosts of the vendor, which must not be flooded by mistake."""

import contextlib
import ipaddress
import unicodedata
from urllib.parse import unquote

VENDOR = "thulium.com"


def is_vendor(host: str) -> bool:
    """Tell whether a host is the vendor's, in whatever spelling resolvers take for it."""
    name = unicodedata.normalize("NFKC", unquote(host)).casefold()
    for dot in "。．｡":
        name = name.replace(dot, ".")
    # What IDNA drops: soft hyphens, joiners, variation selectors.
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cf", "Mn", "Cc"))
    with contextlib.suppress(UnicodeError):
        name = name.encode("idna").decode()
    name = name.strip(". ")
    return name == VENDOR or name.endswith(f".{VENDOR}")


def is_local(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
