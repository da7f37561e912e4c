"""The command line as a whole: version, help, wrong usage, and output that nobody reads any more."""

import re
import subprocess

import pytest
from thulium_mock import __version__

from tests.mock_server.shell import COMMAND, refusal, run, start
from tests.servers import BIN, RunningServer, running


def test_the_version_is_printed() -> None:
    """`--version` prints name and version."""
    result = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == (f"thulium-mock {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "required: COMMAND"),
        (["start"], "invalid choice: 'start'"),
        (["verify", "client_id=1"], "'client_id' is not a field: use method, path, status"),
        (["verify", "query.=1"], "'query.' is not a field"),
        (["verify", "status"], "'status' is not a name and a value: write NAME=VALUE"),
        (["verify", "--count=some"], "'some' is not a number of requests"),
        (["wait", "--timeout=soon"], "'soon' is not possible: give seconds from 0 to 86400"),
        (["requests", "--limit=0"], "'0' is not possible: give a number from 1 to 1000"),
        (["fault", "--delay=long"], "'long' is not a delay: give milliseconds such as 500, 200-800 or 400~1"),
        (["fault", "--quota=5"], "'5' is not a quota: give requests and seconds, such as 5/10"),
        (["fault"], "nothing is said to happen: give --answer, --delay, --connection or --quota."),
        (["fault", "--retry-after=1", "--quota=1/2"], "--retry-after is that of an answer: give --answer or --example"),
        (["fault", "--answer=503", "--when=a=1", "--when=a=2"], "--when has a parameter twice"),
        (["fault", "--connection=cut"], "invalid choice: 'cut'"),
        (["fault", "--connection=drop", "--ttl=0"], "'0' is not a time to live: give a number from 1 to 86400"),
        (["fault", "--connection=drop", "--times=0"], "'0' is not a number of requests"),
        (["fault", "--answer=418x"], "'418x' is not a status: give a number from 200 to 599"),
        (["fault", "--answer=503", "--retry-after=-1"], "'-1' is not possible: give a number from 0 to 86400"),
        *((["fault", "--share", share], f"{share!r} is not a share: give") for share in ("nan", "1.5", "10%", "1_0")),
        (["faults", "--remove=x"], "'x' is not the id of a fault"),
        (["requests", "--status=OK"], "'OK' is not a status: give a number from 100 to 599"),
        (["seed", "x"], "'x' is not a seed"),
        (["seed"], "one of the arguments N --off is required"),
        *(
            (["reset", "--url", url], f"{url!r} is not the URL of a mock: give one such as http://127.0.0.1:4010")
            for url in (
                *("", "127.0.0.1:4010", "ftp://127.0.0.1", "http://", "http://a:70000", "http://a//b", "http://u@a"),
                *("http://a?b", "http://a/b?c", "http://a/_mock", "http://a/b/_mock/health", "http://a/spaces/b"),
                "http://a/b c",
            )
        ),
        (["serve", "--nope"], "unrecognized arguments: --nope"),
        (["serve", "--port"], "--port: expected one argument"),
        (["serve", "--tls=1"], "ignored explicit argument '1'"),
        (["serve", "--workers=0"], "give a number from 1 to 64"),
        *(
            (["serve", f"--port={port}"], f"{port!r} is not a port: give a number from 0 to 65535")
            for port in ("65536", "99999", "-1", "http", "", "1e3", "4_0", "٤", " 80", "9" * 5000)
        ),
        *(
            (["serve", f"--allow-host={name}"], f"{name!r} is not a host name: give it without scheme, port and path")
            for name in (
                *("http://mock", "mock:4010", "mock/", "*", "*.", "a.*", "*mock", "-", "ż", ".mock", "a b", "::1]"),
            )
        ),
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    """Status 2 and a sentence that says what would be right, before any mock is asked or served."""
    # Whatever becomes of the other options, the fixtures keep the command from serving.
    never_serve = ["--fixtures=/nowhere"] if arguments[:1] == ["serve"] else []
    line = refusal(run(capsys, *arguments, *never_serve), 2)
    assert sentence in line


def test_help_is_answered_without_the_server() -> None:
    """Nothing heavy is imported for --help."""
    heavy = {"connexion", "uvicorn", "httpx", "http.client", "ssl", "yaml", "shtab", "asyncio", "importlib.metadata"}
    script = f"""
import sys
from thulium_mock.cli.main import main
try:
    main(["--help"])
except SystemExit:
    print(sorted({heavy} & set(sys.modules)))
"""
    ran = subprocess.run([BIN / "python", "-c", script], capture_output=True, text=True, check=True)
    assert "serve the mock" in ran.stdout
    assert ran.stdout.endswith("\n[]\n")


def test_a_reader_that_has_seen_enough_is_no_error(mock: RunningServer) -> None:
    """`thulium-mock requests --follow | head -1` and the like end without a word."""
    start(mock, "chat_queue_id=3")
    line = f"{COMMAND} requests --follow --url {mock.origin} | head -1; echo ${{PIPESTATUS[0]}}"
    with running(["bash", "-c", line]) as (_, output):
        output.read_until("start")
        start(mock, "chat_queue_id=3")
        assert re.search(r"ms\n0\n", output.read_until(r"\n\d+\n"))
