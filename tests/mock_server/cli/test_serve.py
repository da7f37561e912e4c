"""``thulium-mock serve``: its options and variables, its banner, and the sentence it ends with when it cannot serve."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from thulium_mock import __version__
from thulium_mock.cli.main import main, parser
from thulium_mock.cli.serve import ENVIRONMENT
from thulium_mock.openapi.documents import vendor_document

from tests.envelope import assert_envelope
from tests.forked import forked, forked_mock
from tests.mock_server.shell import refusal, run
from tests.servers import CREDENTIALS, RunningServer, has_ipv6

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
FIXTURES = """
users: [{name: "zażółć", password: "it's a: password", methods: ["*"]}]
queues: [{id: 7}]
customers: []
"""
SECONDS = 60


@pytest.fixture
def fixtures(tmp_path: Path) -> str:
    """The path of a fixtures file of our own."""
    path = tmp_path / "my fixtures.yaml"
    path.write_text(FIXTURES, "utf-8")
    return str(path)


@contextmanager
def serving(environment: dict[str, str], *arguments: str) -> Iterator[str]:
    """Run `thulium-mock serve` with nothing but ``arguments`` and ``environment``; yield all of its banner."""
    with forked("serve", *arguments, environment=environment) as (_, output):
        yield output.read_until(r"Try it:\n.*\n\n")


def shown(banner: str, what: str) -> str:
    """Return what the banner says of ``what``."""
    found = re.findall(rf"^  {what} +(.*)$", banner, re.MULTILINE)
    assert len(found) == 1, banner
    text: str = found[0]
    return text


def health(banner: str, **headers: str) -> httpx.Response:
    """Ask for the health where the banner says."""
    return httpx.get(shown(banner, "control"), headers=headers, verify=False)


def test_help_names_every_option_with_its_variable(capsys: pytest.CaptureFixture[str]) -> None:
    """`serve --help` tells each option with its environment variable."""
    _, help_text, _ = run(capsys, "serve", "--help")
    for option, variable in ENVIRONMENT.items():
        assert re.search(rf"--{option.replace('_', '-')}\b.*?\[{variable}", help_text, re.DOTALL), option


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--fixtures=/nowhere/fixtures.yaml"], "/nowhere/fixtures.yaml cannot be read (No such file or directory)"),
        (["--host=192.0.2.1"], "give --host an address of this machine, such as 127.0.0.1."),
        (["--workers=2"], "several processes have no memory in common: give --database a file, such as sqlite:///"),
        (["--database=sqlite:////nowhere/a.db"], ": make its folder, and let the user of"),
        (["--database=postgresql://u:geheim@127.0.0.1:1/d"], "): start it, or mend its address."),
        (["--port={taken}"], "cannot listen on '127.0.0.1' port {taken} ("),
        (["--port={taken}"], "): stop what listens there, or choose another --port (0 picks a free one)."),
    ],
)
def test_what_cannot_be_served_ends_the_command_at_once(
    capsys: pytest.CaptureFixture[str], mock: RunningServer, arguments: list[str], expected: str
) -> None:
    """The command ends with status 1 and one sentence that says the way out, never with a traceback."""
    given = [each.format(taken=mock.port) for each in arguments]
    assert expected.format(taken=mock.port) in refusal(run(capsys, "serve", *given), 1)


def test_the_banner_says_what_is_served(mock: RunningServer) -> None:
    """Version, URL, the document with its operations, and credentials are printed at start."""
    assert mock.banner.startswith(f"thulium-mock {__version__}\n")
    assert shown(mock.banner, "serving") == f"http://127.0.0.1:{mock.port}/api"
    info = vendor_document()["info"]
    assert shown(mock.banner, "document") == f"{info['title']} {info['version']}"
    assert "  operation    POST /chat_conversations/start\n" in mock.banner
    assert "  credentials  api_user:api_pass  (permitted: *)\n" in mock.banner
    assert health(mock.banner).json()["status"] == "ready"


@pytest.mark.parametrize(
    ("arguments", "own"),
    [([], False), ([], True), (["--tls"], True), (["--host", "localhost"], False), (["--host", "::1"], True)],
)
def test_the_banner_ends_with_a_line_to_paste(fixtures: str, arguments: list[str], own: bool) -> None:
    """The cURL line, pasted into a shell, starts a conversation, whatever the fixtures and the address."""
    if "::1" in arguments and not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    with serving({}, "--port=0", *arguments, *(["--fixtures", fixtures] if own else [])) as banner:
        (line,) = re.findall(r"^Try it:\n  (.*)$", banner, re.MULTILINE)
        ids = set()
        for _ in range(2):
            result = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=SECONDS)
            assert result.returncode == 0, result.stderr
            match = re.fullmatch(rf'{{"conversation_id": ?"({UUID})"}}\n?', result.stdout)
            assert match, result.stdout
            ids.add(match[1])
        assert len(ids) == 2


def test_every_option_can_be_a_variable(fixtures: str, free_port: int) -> None:
    """Host, port, fixtures, TLS and token are taken from the environment."""
    environment = {"host": "localhost", "port": str(free_port), "fixtures": fixtures, "tls": "1", "token": "sesame"}
    with serving({ENVIRONMENT[name]: value for name, value in environment.items()}) as banner:
        assert shown(banner, "serving") == f"https://localhost:{free_port}/api"
        assert shown(banner, "credentials") == "zażółć:it's a: password  (permitted: *)"
        assert shown(banner, "token").startswith("sesame ")
        assert health(banner, Authorization="Bearer sesame").status_code == 200


def test_the_command_line_wins(fixtures: str) -> None:
    """An option given on the command line is taken, however wrong its variable is."""
    environment = {
        "cert": "/nowhere/cert.pem",
        "host": "host.invalid",
        "port": "many",
        "fixtures": "/nowhere/fixtures.yaml",
        "tls": "perhaps",
        "token": "ignored",
    }
    options = ["--host=127.0.0.1", "--port=0", "--fixtures", fixtures, "--no-tls", "--token=sesame"]
    with serving({ENVIRONMENT[name]: value for name, value in environment.items()}, *options) as banner:
        assert shown(banner, "serving").startswith("http://127.0.0.1:")
        assert shown(banner, "credentials").startswith("zażółć:")
        assert shown(banner, "token").startswith("sesame ")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("tls", "yes", True),
        ("tls", "TRUE", True),
        ("tls", "0", False),
        ("tls", "No", False),
        ("port", "80", 80),
        ("seed", "7", 7),
        ("document", "a.yaml", Path("a.yaml")),
        ("allow_host", "mock, c.example.org,", ("mock", "c.example.org")),
        ("allow_host", "*.app.github.dev,2001:db8::7", ("*.app.github.dev", "2001:db8::7")),
        *((name, "", None) for name in ENVIRONMENT),
    ],
)
def test_a_variable_is_read_as_its_option(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object) -> None:
    """Switches know the usual words, lists have commas; a variable that is empty leaves the default."""
    for variable in ENVIRONMENT.values():
        monkeypatch.delenv(variable, raising=False)
    default = getattr(parser().parse_args(["serve"]), name)
    monkeypatch.setenv(ENVIRONMENT[name], text)
    assert getattr(parser().parse_args(["serve"]), name) == (value if text else default)


@pytest.mark.parametrize(
    ("variable", "text", "status"),
    [
        *((ENVIRONMENT[name], "perhaps", 2) for name in ("reload", "log", "tls", "mask_personal_data")),
        *((ENVIRONMENT[name], "many", 2) for name in ("port", "seed", "journal_size", "keep_conversations", "workers")),
        (ENVIRONMENT["max_spaces"], "0", 2),
        (ENVIRONMENT["allow_host"], "mock:4010", 2),
        (ENVIRONMENT["token"], "open sesame\n", 2),
        (ENVIRONMENT["host"], "192.0.2.1", 1),
        (ENVIRONMENT["port"], "{taken}", 1),
        (ENVIRONMENT["workers"], "2", 1),
        (ENVIRONMENT["fixtures"], "/nowhere/file", 1),
        (ENVIRONMENT["document"], "/nowhere/file", 1),
        (ENVIRONMENT["cert"], "/nowhere/file", 1),
        (ENVIRONMENT["key"], "/nowhere/file", 2),
    ],
)
def test_an_error_about_a_variable_names_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mock: RunningServer,
    variable: str,
    text: str,
    status: int,
) -> None:
    """Whoever set it may not know the options; what the variable says counts for `serve`, and for nothing else."""
    monkeypatch.setenv(variable, text.format(taken=mock.port))
    # Whatever becomes of the variable, this address keeps the command from serving.
    elsewhere = [] if variable == ENVIRONMENT["host"] or "taken" in text else ["--host=192.0.2.2"]
    assert variable in refusal(run(capsys, "serve", *elsewhere), status)
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["--version"])


def test_what_kubernetes_says_of_a_service_is_no_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of the name `thulium-mock` puts this variable into every pod, that of the mock too."""
    monkeypatch.setenv(ENVIRONMENT["port"], "tcp://10.96.0.12:4010")
    assert parser().parse_args(["serve"]).port == 4010


def test_beyond_loopback_the_control_api_needs_the_printed_token() -> None:
    """A mock that others can reach makes a token, prints it and asks for it; the vendor's API does not."""
    tokens = set()
    for _ in range(2):
        with forked_mock("--host", "0.0.0.0") as mock:
            token = shown(mock.banner, "token").split()[0]
            assert len(token) >= 32
            tokens.add(token)
            for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {token}"}):
                answer = httpx.get(f"http://127.0.0.1:{mock.port}/_mock/spaces", headers=headers)
                assert_envelope(answer, 401, 401004)
            assert health(mock.banner, Authorization=f"Bearer {token}").status_code == 200
            url = f"http://127.0.0.1:{mock.port}/api/chat_conversations/start?chat_queue_id=3"
            assert httpx.post(url, auth=CREDENTIALS).status_code == 200
            # The probe of an orchestrator, which knows neither token nor name.
            assert httpx.get(f"http://127.0.0.1:{mock.port}/", headers={"Host": "10.1.2.3:4010"}).status_code == 200
    assert len(tokens) == 2


def test_further_host_names_are_allowed_one_by_one_or_at_once() -> None:
    """The control API answers under the names that were given, and the command line wins over the environment."""
    arguments = ["--port=0", "--allow-host=mock", "--allow-host", "*.example.org,b.example.com"]
    with serving({ENVIRONMENT["allow_host"]: "c.example.com"}, *arguments) as banner:
        names = ["mock", "a.example.org:4010", "b.example.com", "c.example.com"]
        assert [health(banner, Host=name).status_code for name in names] == [200, 200, 200, 403]
