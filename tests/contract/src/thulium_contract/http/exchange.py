"""Request and answer, byte for byte, and their printable form without secrets."""

import base64
import json
import re
import shlex
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from thulium_contract.http import messages

USER_VARIABLE, PASSWORD_VARIABLE = "THULIUM_USER", "THULIUM_PASSWORD"

_LONGEST_LINE, _LONG = 4_000, 300
_CHARSET = re.compile(r'(?i)charset="?([\w-]+)')
_REPEATED = re.compile(r"([^\s]{1,6}?)\1{40,}")
_BASE = re.compile(r"((?:/(?!spaces/)[^/?]+)*?)(/spaces/[^/?]+)?/api(?=[/?]|$)")


@dataclass(frozen=True)
class Request(messages.Request):
    """Request, and its printable form without secrets.

    ``secrets`` has, for each header value that is made from real credentials, the words of a shell that make it, and
    the same for such parts of the target.
    ``fixtures`` returns what the server has to know for the request to mean what it says, None if it knows it anyway.
    """

    why: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    fixtures: Callable[[], Mapping[str, Any] | None] = lambda: None

    @cached_property
    def size(self) -> int:
        """Length of the request, by which shrinking compares two of them."""
        return len(self.method) + len(self.target) + len(self.body) + sum(len(k) + len(v) for k, v in self.headers)

    def curl(self, origin: str) -> str:
        """Return a command line that sends this request, with what is secret left to the environment."""
        words = ["curl", "-sS", "-i", "-k", "--path-as-is", "--globoff", "--max-time", "20"]
        words += ["--http1.0"] if self.version == "1.0" else []
        words += ["--head"] if self.method == "HEAD" else ["-X", shlex.quote(self.method)]
        given = {name.lower() for name, _ in self.headers}
        words += [f"-H {shlex.quote(name + ':')}" for name in ("User-Agent", "Accept") if name.lower() not in given]
        for name, value in self.headers:
            words.append(self._header(name, value))
        before = ""
        if self.body or self.method == "POST":
            if "content-type" not in given:
                words.append("-H 'Content-Type:'")
            before, argument = _body(self.body)
            words.append(f"--data-binary {argument}")
        url = _word(origin + self.target)
        for text, made in self.secrets.items():
            url = url.replace(text, f"'\"{made}\"'")
        words.append(url)
        line = f"{self._setup(origin)}{before}{' '.join(words)}"
        return line if len(line) <= _LONGEST_LINE else f"# {self.size} bytes, which --har shows: {self.why}"

    def har(self, origin: str) -> dict[str, Any]:
        """Return the request as HAR has it; of Authorization and whatever else is secret, only the scheme is shown."""
        secret = ("authorization", "proxy-authorization", "cookie")
        headers = [
            {"name": name, "value": _masked(value) if name.lower() in secret or value in self.secrets else value}
            for name, value in self.headers
        ]
        query = parse_qsl(self.target.partition("?")[2], keep_blank_values=True, errors="replace")
        return {
            "method": self.method,
            "url": origin + self.target,
            "httpVersion": f"HTTP/{self.version}",
            "headers": headers,
            "queryString": [{"name": name, "value": value} for name, value in query],
            "cookies": [],
            "headersSize": -1,
            "bodySize": len(self.body),
            **({"postData": self._post_data()} if self.body else {}),
            "comment": self.why,
        }

    def _post_data(self) -> dict[str, Any]:
        text = self.body.decode("utf-8", "replace")
        return {"mimeType": ", ".join(self.values("content-type")), "params": [], "text": text}

    def _header(self, name: str, value: str) -> str:
        if value in self.secrets:
            return f'-H "{name}: {self.secrets[value]}"'
        line = f"{name}: {value}" if value else f"{name};"
        if line.isascii():
            return f"-H {_word(line)}"
        octets = "".join(
            chr(octet) if 32 <= octet < 127 and octet not in b"'\\" else f"\\x{octet:02x}"
            for octet in line.encode("latin-1")
        )
        return f"-H $'{octets}'"

    def _setup(self, origin: str) -> str:
        needed = self.fixtures()
        if needed is None:
            return ""
        fixtures = shlex.quote(json.dumps(needed, ensure_ascii=False))
        # The real password is spliced in by the shell.
        fixtures = fixtures.replace(f"${PASSWORD_VARIABLE}", f"'\"${PASSWORD_VARIABLE}\"'")
        fixtures = fixtures.replace(f"${USER_VARIABLE}", f"'\"${USER_VARIABLE}\"'")
        url = shlex.quote(f"{origin}{control_root(self.target)}/fixtures")
        return f"curl -sS -k -o /dev/null -X PUT -H 'Content-Type: application/json' --data-binary {fixtures} {url} && "


def control_root(path: str) -> str:
    """Return the path of the control API that goes with a path of the vendor's, below a prefix and in a space too."""
    found = _BASE.match(path)
    return f"{found[1]}/_mock{found[2] or ''}" if found else "/_mock"


def _word(text: str) -> str:
    """Return a text as a word of a shell, in which what is repeated often is made by a command."""
    if len(text) < _LONG:
        return shlex.quote(text)
    word, end = "", 0
    for match in _REPEATED.finditer(text):
        made = f"yes {shlex.quote(match[1])} | tr -d '\\n' | head -c {len(match[0])}"
        word += f'{shlex.quote(text[end : match.start()])}"$({made})"'
        end = match.end()
    return word + shlex.quote(text[end:])


def _body(body: bytes) -> tuple[str, str]:
    """Return what to run before cURL, and its argument for the body."""
    if len(body) > _LONG:
        for size in (1, 2, 5, 16, 256, 1024):
            unit = body[:size]
            if not body.replace(unit, b"")[size:]:
                return f"yes {shlex.quote(unit.decode('latin-1'))} | tr -d '\\n' | head -c {len(body)} | ", "@-"
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        text = "\0"
    if text.startswith("@") or any(ord(character) < 32 for character in text):
        return f"printf %s {base64.b64encode(body).decode()} | base64 -d | ", "@-"
    return "", shlex.quote(text)


@dataclass(frozen=True)
class Response(messages.Response):
    """Response; ``problem`` says why there is no valid one.

    ``elapsed`` is in seconds, ``waited`` the same but for what this process did not run; ``received`` is the Unix time
    at which it was there. ``repeated`` tells that it was asked for twice.
    """

    elapsed: float = 0.0
    problem: str = ""
    waited: float = 0.0
    received: float = 0.0
    repeated: bool = False


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; ``number`` counts within a run, ``context`` says among what it was sent."""

    request: Request
    response: Response
    number: int = 0
    context: str = ""

    @cached_property
    def content(self) -> bytes:
        """The body, decompressed if it says that it is compressed; raises `ValueError` if it is not."""
        encodings, body = self.response.values("content-encoding"), self.response.body
        if body and encodings in (["gzip"], ["deflate"]):
            try:
                return zlib.decompress(body, 47)
            except zlib.error as error:
                raise ValueError(f"it is not {encodings[0]}, as it says") from error
        return body

    @cached_property
    def read(self) -> tuple[Any, str]:
        """The JSON of the answer's body, and what is wrong with it if it cannot be read strictly."""
        try:
            body = self.content
            if body.startswith(b"\xef\xbb\xbf"):
                return None, "it begins with a byte order mark"
            value = _STRICT.decode(body.decode())
            if b"\\u" in body:
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeDecodeError:
            return None, "it is not UTF-8"
        except UnicodeEncodeError:
            return None, "it has a lone surrogate"
        except (ValueError, RecursionError) as error:
            return None, str(error)
        return value, ""

    @cached_property
    def loose(self) -> Any:
        """The JSON of the answer's body as a lenient reader has it, in any charset, None if it is none at all."""
        value, problem = self.read
        if not problem:
            return value
        declared = _CHARSET.findall(",".join(self.response.values("content-type")))
        for charset in (*declared, "utf-8-sig", "utf-16", "latin-1"):
            try:
                return json.loads(self.content.decode(charset), parse_constant=_no_constant)
            except (ValueError, LookupError, RecursionError):
                continue
        return None

    @cached_property
    def errors(self) -> list[dict[str, Any]]:
        """The errors of the envelope, as far as they can be read."""
        errors = self.loose.get("errors") if isinstance(self.loose, dict) else None
        return [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []

    @cached_property
    def codes(self) -> tuple[Any, ...]:
        """The error codes."""
        return tuple(each.get("code") for each in self.errors)

    def har(self, origin: str, started: str) -> dict[str, Any]:
        """Return the exchange as an entry of a HAR."""
        content = self.response.body.decode("utf-8", "replace")
        types = self.response.values("content-type")
        milliseconds = round(self.response.elapsed * 1000, 3)
        return {
            "startedDateTime": started,
            "time": milliseconds,
            "request": self.request.har(origin),
            "response": {
                "status": self.response.status,
                "statusText": self.response.reason,
                "httpVersion": "HTTP/1.1",
                "headers": [{"name": name, "value": value} for name, value in self.response.headers],
                "cookies": [],
                "content": {"size": len(self.response.body), "mimeType": types[0] if types else "", "text": content},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": len(self.response.body),
                "comment": self.response.problem,
            },
            "cache": {},
            "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        }


def _masked(value: str) -> str:
    """Return what readers of traffic have to know of credentials: their scheme, if it is one of letters."""
    scheme, space, _ = value.partition(" ")
    return f"{scheme} REDACTED" if space and scheme.isalpha() else "REDACTED"


def with_query(request: Request, pieces: list[str]) -> Request:
    """Return the request with another query, made of ``pieces``."""
    path = request.target.partition("?")[0]
    return replace(request, target=f"{path}?{'&'.join(pieces)}" if pieces else path)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object has a key twice")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
