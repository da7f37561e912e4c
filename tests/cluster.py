"""A cluster of plain processes on loopback: nginx before two replicas of the mock, which share PostgreSQL.

``python -m tests.cluster`` serves what `mock_server/compose.yaml` does, until SIGINT or SIGTERM end all of it.
"""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.postgresql import running_postgresql
from tests.proxies import running_nginx
from tests.servers import ROOT, RunningServer, running_mock

NGINX = ROOT / "mock_server/nginx.conf"
REPLICAS = ("mock-1", "mock-2")
"""Host names of the replicas in nginx.conf and compose.yaml."""


def configuration(port: int, replicas: Sequence[RunningServer]) -> str:
    """Return the recommended configuration of nginx, with addresses of this machine, for one replica or two."""
    text = NGINX.read_text("utf-8").replace("listen 8080;", f"listen 127.0.0.1:{port};")
    for name in REPLICAS[len(replicas) :]:
        text = text.replace(f"  server {name}:4010 max_fails=0;\n", "")
    for name, replica in zip(REPLICAS, replicas, strict=False):
        text = text.replace(f"{name}:4010", f"127.0.0.1:{replica.port}")
    return text


@contextmanager
def running_cluster(port: int) -> Iterator[tuple[str, str, list[RunningServer]]]:
    """Run a cluster until the block ends; yield the URLs of its mock and of its database, and its replicas."""
    with ExitStack() as stack:
        database = stack.enter_context(running_postgresql()).new_database()
        environment = {"THULIUM_MOCK_DATABASE": database}
        replicas = [stack.enter_context(running_mock(environment=environment)) for _ in REPLICAS]
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="thulium-mock-nginx-")))
        origin = stack.enter_context(running_nginx(folder, port, servers=configuration(port, replicas)))
        yield f"{origin}/thulium", database, replicas


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser("python -m tests.cluster", description=__doc__)
    parser.add_argument("--port", type=int, default=4010, help="port of nginx on loopback")
    port: int = parser.parse_args().port
    for program, package in (("nginx", "nginx-light"), ("pg_ctlcluster", "postgresql")):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            sys.exit(f"{program} is missing: apt-get install {package}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_cluster(port) as (url, database, replicas):
            lines = [f"  serving      {url}/api", f"  console      {url}/", f"  database     {database}"]
            lines += [f"  replica      {each.base_url}  (process {each.process.pid})" for each in replicas]
            sys.stdout.write("\n".join(["cluster", *lines, "", "Ctrl-C ends it, and its database with it.", ""]))
            sys.stdout.flush()
            signal.pause()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
