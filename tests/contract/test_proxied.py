"""The sound mock behind a proxy: what stands in front of an API is not the API, and breaks nothing."""

from contextlib import closing
from pathlib import Path

import pytest
from thulium_contract import Options, Report, check
from thulium_contract.targets.sockets import SocketTarget

from tests.proxies import running_haproxy, running_nginx
from tests.servers import RunningServer


def checked(origin: str) -> Report:
    """Return what the suite finds below ``origin``, with some of all requests."""
    with closing(SocketTarget(f"{origin}/api")) as target:
        return check(target, Options(examples=30, every=60))


@pytest.mark.parametrize("proxy", ["nginx", "haproxy"])
def test_nothing_is_broken_behind_a_proxy(
    proxy: str, fresh_mock: RunningServer, free_port: int, tmp_path: Path
) -> None:
    """nginx and HAProxy, as they come, break no rule; the limits that they have are found out and told."""
    server = f"127.0.0.1:{fresh_mock.port}"
    if proxy == "nginx":
        running = running_nginx(tmp_path, free_port, f"location / {{ proxy_pass http://{server}; }}")
    else:
        running = running_haproxy(tmp_path, free_port, server)
    with running as origin:
        report = checked(origin)
    assert report.broken == []
    assert report.held
    assert any("The server takes no" in note for note in report.notes)
