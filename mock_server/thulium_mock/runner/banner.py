"""Banner that the mock prints when it is ready: its URLs, its document, and a cURL command to try."""

import shlex
from typing import Any
from urllib.parse import quote

from thulium_mock import __version__
from thulium_mock.openapi.documents import Document, operations
from thulium_mock.server.tls import ServerTls
from thulium_mock.settings import Settings
from thulium_mock.state.directory import Fixtures

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def banner(settings: Settings, port: int, fixtures: Fixtures, document: Document, tls: ServerTls | None = None) -> str:
    """Return the text for a mock that listens on ``port``, over HTTP or with ``tls``."""
    # Not every client can open the wildcard address; loopback is one of those that it stands for.
    own = _EVERYWHERE.get(settings.host)
    host = own or settings.host
    origin = f"{settings.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    base_url = f"{origin}/api"
    lines = [f"thulium-mock {__version__}", f"  serving      {base_url}"]
    if own:
        lines.append(f"  listening    {settings.host}  (every address of this machine)")
    lines.append(f"  document     {document['info']['title']} {document['info']['version']}")
    lines += [f"  operation    {method} {path}" for method, path, _ in operations(document)]
    lines += [
        f"  credentials  {user['name']}:{user['password']}  (permitted: {', '.join(user['methods']) or 'nothing'})"
        for user in fixtures["users"][:5]
    ]
    lines.append(f"  control      {origin}/_mock/health")
    if tls and (tls.ca or tls.note):
        lines.append(f"  CA           {tls.ca or tls.note}")
    # In the fragment, which browsers do not send, the token is in no log; the page reads it from there.
    token = "" if settings.token is None else f"#token={quote(settings.token, safe='')}"
    lines.append(f"  console      {origin}/{token}")
    if settings.token is not None:
        lines.append(f"  token        {settings.token}  (the control API wants it: Authorization: Bearer TOKEN)")
    if line := _curl_line(tls, base_url, fixtures):
        lines += ["", "Try it:", f"  {line}"]
    return "\n".join([*lines, ""])


def _curl_line(tls: ServerTls | None, base_url: str, fixtures: Fixtures) -> str | None:
    """Return a cURL command that succeeds, None if the fixtures lack a user or a queue for it."""
    users: list[dict[str, Any]] = [user for user in fixtures["users"] if "*" in user["methods"]]
    if not users or not fixtures["queues"]:
        return None
    credentials = f"{users[0]['name']}:{users[0]['password']}".replace("'", "'\\''")
    queues = [queue["id"] for queue in fixtures["queues"]]
    queue = 3 if 3 in queues else queues[0]
    trust = f"--cacert {shlex.quote(str(tls.ca))} " if tls and tls.ca else "-k " if tls else ""
    return f"curl {trust}-X POST -u '{credentials}' '{base_url}/chat_conversations/start?chat_queue_id={queue}'"
