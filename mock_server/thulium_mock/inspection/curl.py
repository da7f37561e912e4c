"""The cURL line that repeats a request."""

import re
import shlex

from thulium_mock.state.journal import PREFIX, Exchange, pairs

_CREDENTIALS = '-u "$THULIUM_USER:$THULIUM_PASSWORD"'
# What cURL says by itself: where to, how long, and how the connection is used.
_OWN = {"host", "content-length", "transfer-encoding", "connection", "expect"}
# What the proxy says by itself.
_PROXYS = {PREFIX, "x-forwarded-proto", "x-forwarded-host"}
# What cURL adds if nobody gives it.
_DEFAULTS = {"accept": "Accept:", "user-agent": "User-Agent:"}


def curl_line(exchange: Exchange) -> str:
    """Return a line for a POSIX shell that sends the same request again; bodies that are ignored are left out.

    One that is not kept whole has to be in a file named ``body``, and what was masked in it stays ``***``.
    Credentials are never kept: if there were any, the line takes them from ``THULIUM_USER`` and ``THULIUM_PASSWORD``.
    """
    headers = pairs(exchange.raw_headers)
    url = exchange.full_url
    parts = ["curl", "-I" if exchange.method == "HEAD" else f"-X {exchange.method}"]
    if url.startswith("https:"):
        parts.append("-k")
    if re.search(r"[][{}]", url):
        parts.append("-g")
    if "/." in exchange.url:
        parts.append("--path-as-is")
    if exchange.authorized:
        parts.append(_CREDENTIALS)
    # A semicolon stands for a header without a value.
    given = {name for name, _ in headers}
    own = _OWN | _PROXYS if PREFIX in given else _OWN
    fields = [f"{name}: {value}" if value else f"{name};" for name, value in headers if name not in own]
    defaults = _DEFAULTS | ({"content-type": "Content-Type:"} if exchange.body_size else {})
    fields += [text for name, text in defaults.items() if name not in given]
    parts += [f"-H {_quoted(field)}" for field in fields]
    if exchange.body_size > len(exchange.body):
        parts.append("--data-binary @body")
    elif exchange.body:
        parts.append(f"--data-raw {_quoted(exchange.body.decode('latin-1'))}")
    return " ".join([*parts, _quoted(url)])


def _quoted(text: str) -> str:
    """Return ``text``, each character of which stands for one byte, as a word of a shell."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    # Octal, since a digit that follows a hexadecimal escape would become a part of it.
    octal = "".join(char if _is_plain(char) else f"\\{ord(char):03o}" for char in text)
    return f"\"$(printf '{octal}')\""


def _is_plain(char: str) -> bool:
    return char.isascii() and char.isprintable() and char not in "'\\%"
