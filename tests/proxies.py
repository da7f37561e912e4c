"""nginx before a mock, as a team or a cloud has one there."""

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
pid nginx.pid;
error_log stderr;
events {{}}
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
  server {{
    listen 127.0.0.1:{port};
    {locations}
  }}
}}
"""


@contextmanager
def running_nginx(folder: Path, port: int, locations: str) -> Iterator[str]:
    """Run nginx with ``locations`` in ``folder`` until the block ends; yield its origin once it listens on ``port``."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is needed: apt-get install nginx-light")
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(port=port, locations=locations))
    with running([program, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]):
        origin = f"http://127.0.0.1:{port}"
        transport = httpx.HTTPTransport(retries=8)  # waits 0, 0.5, 1, 2 … seconds between them
        with httpx.Client(transport=transport) as client:
            client.get(origin)
        yield origin
