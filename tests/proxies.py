"""nginx and HAProxy before a mock, as a team or a cloud has one there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.servers import running

# Unprivileged, with all that it writes in its own folder; it compresses and buffers whatever it is not told to leave.
_CONFIGURATION = """
daemon off;
{user}
pid nginx.pid;
error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  gzip on;
  gzip_proxied any;
  gzip_types *;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  {servers}
}}
"""

# The defaults of Debian's package, without its log and its user.
_HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
frontend front
  bind 127.0.0.1:{port}
  default_backend back
backend back
  server mock {server}
"""

# Started by root, its workers are somebody else, who may not write into the folder.
_USER = "" if os.getuid() else "user root;"


@contextmanager
def running_nginx(folder: Path, port: int, locations: str = "", *, servers: str = "") -> Iterator[str]:
    """Run nginx in ``folder`` until the block ends; yield its origin once it listens on ``port``.

    It has one server with ``locations``, or what ``servers`` has in the place of that.
    """
    program = _program("nginx", "nginx-light")
    servers = servers or f"server {{ listen 127.0.0.1:{port}; {locations} }}"
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(servers=servers, user=_USER))
    with running([program, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]):
        yield _listening(port)


@contextmanager
def running_haproxy(folder: Path, port: int, server: str) -> Iterator[str]:
    """Run HAProxy before ``server``, a host with its port, until the block ends; yield its origin."""
    program = _program("haproxy", "haproxy")
    configuration = folder / "haproxy.cfg"
    configuration.write_text(_HAPROXY.format(port=port, server=server))
    with running([program, "-db", "-f", str(configuration)]):
        yield _listening(port)


def _program(name: str, package: str) -> str:
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is needed: apt-get install {package}")
    return program


def _listening(port: int) -> str:
    """Return the origin of a proxy once it listens."""
    origin = f"http://127.0.0.1:{port}"
    transport = httpx.HTTPTransport(retries=8)  # waits 0, 0.5, 1, 2 … seconds between them
    with httpx.Client(transport=transport) as client:
        client.get(origin)
    return origin
