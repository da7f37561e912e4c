"""HTTP client of a mock's control API, for the commands, with the standard library.

Slow imports are lazy, so that --help and usage errors are answered at once.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from thulium_mock.cli.options import ENVIRONMENT, CommandError, MockUrl

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

_URL = f"--url or {ENVIRONMENT['url']}"


class Unreachable(CommandError):
    """No mock answers there, or not yet."""


class Client:
    """Client of the control API of one space; ``timeout`` is in seconds, for connecting and for each read."""

    timeout: float = 10

    def __init__(self, options: argparse.Namespace) -> None:
        url: MockUrl = options.url
        self.root = url.root
        self.space: str | None = options.space or url.space
        self._url = url
        self._headers = {"Accept-Language": "en"}
        if options.token:
            self._headers["Authorization"] = f"Bearer {options.token}"
        self._tls = None
        if url.scheme == "https":
            import ssl

            from thulium_mock.server.tls import ca_file

            self._tls = ssl.create_default_context()
            with suppress(OSError, RuntimeError):
                self._tls.load_verify_locations(ca_file())
            if options.insecure:
                self._tls.check_hostname = False
                self._tls.verify_mode = ssl.CERT_NONE

    @property
    def base_url(self) -> str:
        """Base URL for a client of the vendor's API."""
        return f"{self.root}/spaces/{self.space}/api" if self.space else f"{self.root}/api"

    def get(self, path: str, /, **query: object) -> Any:
        """Return the JSON at ``path``, raising as `ask` does; a parameter of the ``query`` that is None is left out."""
        given = urlencode({name: value for name, value in query.items() if value is not None})
        return self.ask("GET", f"{path}?{given}" if given else path)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return the JSON of its answer, None for one without content.

        Raises `Unreachable` if no mock answers, `CommandError` if it answers with an error.
        """
        with self.answer(method, path, body) as answer:
            content = answer.read()
        try:
            return json.loads(content) if content else None
        except ValueError as error:
            raise self._no_mock(answer.status) from error

    def document_version(self) -> str:
        """Return the version of the document that the mock serves; raises as `ask` does."""
        try:
            version: str = self.get("/health")["document_version"]
        except (LookupError, TypeError) as error:
            raise self._no_mock(200) from error
        return version

    @contextmanager
    def answer(self, method: str, path: str, body: object = None) -> Iterator["HTTPResponse"]:
        """Send a request and yield its successful answer; reading it may raise `Unreachable` too."""
        import ssl
        from http.client import HTTPException

        connection = self._connection()
        content, headers = None, self._headers
        if body is not None:
            content, headers = json.dumps(body).encode(), {**headers, "Content-Type": "application/json"}
        try:
            connection.request(method, self._target(path), content, headers)
            answer = connection.getresponse()
            if answer.status >= 400:
                raise self._refusal(answer)
            yield answer
        except ssl.SSLCertVerificationError as error:
            raise CommandError(
                f"the certificate of {self.root} is not trusted: add --insecure, or name its CA in SSL_CERT_FILE."
            ) from error
        except (OSError, HTTPException) as error:
            raise Unreachable(
                f"no mock answers at {self.root} ({_reason(error)}): start one with `thulium-mock serve`,"
                f" or give its address with {_URL}."
            ) from error
        finally:
            connection.close()

    def _connection(self) -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection

        host, port, timeout = self._url.host, self._url.port, self.timeout
        if self._tls:
            return HTTPSConnection(host, port, timeout=timeout, context=self._tls)
        return HTTPConnection(host, port, timeout=timeout)

    def _target(self, path: str) -> str:
        control = f"{self._url.prefix}/_mock"
        return f"{control}/spaces/{quote(self.space, safe='')}{path}" if self.space else f"{control}{path}"

    def _refusal(self, answer: "HTTPResponse") -> CommandError:
        try:
            content = json.loads(answer.read())
            if answer.status == 503 and "reason" in content:
                return Unreachable(f"the mock at {self.root} waits for its database ({content['reason']}).")
            errors = content["errors"]
            text = " ".join(f"{each['message']} ({each['code']})" for each in errors)
        except (ValueError, LookupError, TypeError):
            return self._no_mock(answer.status)
        if answer.status == 401:
            text += f" Give it as --token, or in {ENVIRONMENT['token']}."
        return CommandError(text)

    def _no_mock(self, status: int) -> Unreachable:
        return Unreachable(f"what answers at {self.root} is no thulium-mock (it answered {status}): correct {_URL}.")


def _reason(error: Exception) -> str:
    from http.client import HTTPException

    if isinstance(error, TimeoutError):
        return "it takes too long"
    if isinstance(error, HTTPException) or not isinstance(error, OSError):
        return "it does not speak HTTP"
    return (error.strerror or str(error)).lower() or "the connection failed"
