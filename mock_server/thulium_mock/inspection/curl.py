"""cURL command that repeats a recorded request."""

import re
import shlex

from thulium_mock.state.journal import PREFIX, Exchange, pairs

_CREDENTIALS = '-u "$THULIUM_USER:$THULIUM_PASSWORD"'
# Headers that cURL sets by itself.
_OWN = {"host", "content-length", "transfer-encoding", "connection", "expect"}
# Headers that a reverse proxy adds.
_PROXYS = {PREFIX, "x-forwarded-proto", "x-forwarded-host"}
# Default headers of cURL, and the options that remove them.
_DEFAULTS = {"accept": "Accept:", "user-agent": "User-Agent:"}


def curl_line(exchange: Exchange) -> str:
    """Return a command line for a POSIX shell that sends the same request again; ignored bodies are left out.

    A body that is recorded in part is read from a file named ``body``; masked values stay ``***``. Credentials are
    never recorded: if there were any, the line takes them from ``THULIUM_USER`` and ``THULIUM_PASSWORD``.
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
    """Return Latin-1 ``text``, a character for each byte, quoted as a word of a shell."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    # Octal, since a hexadecimal escape would absorb a following digit.
    octal = "".join(char if _is_plain(char) else f"\\{ord(char):03o}" for char in text)
    return f"\"$(printf '{octal}')\""


def _is_plain(char: str) -> bool:
    return char.isascii() and char.isprintable() and char not in "'\\%"
