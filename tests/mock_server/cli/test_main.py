"""The command ``thulium-mock``: its options, its banner, and the sentence it ends with when it cannot serve."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from thulium_mock import __version__
from thulium_mock.cli.main import main
from thulium_mock.cli.serve import ENVIRONMENT
from thulium_mock.openapi.documents import vendor_document

from tests.envelope import assert_envelope
from tests.raw_http import has_ipv6
from tests.servers import BIN, CREDENTIALS, RunningServer, running, running_mock

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
FIXTURES = """
users: [{name: "zażółć", password: "it's a: password", methods: ["*"]}]
queues: [{id: 7}]
customers: []
"""
SECONDS = 60


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command, which must end by itself."""
    return subprocess.run([BIN / "thulium-mock", *arguments], capture_output=True, text=True, timeout=SECONDS)


def assert_one_sentence(stdout: str, stderr: str) -> str:
    """Assert that a refusal is one line, before which usage may come, and return the line."""
    assert stdout == ""
    usage, _, line = stderr.rstrip("\n").rpartition("\n")
    assert usage == "" or usage.startswith("usage: thulium-mock"), stderr
    assert re.match("thulium-mock( serve)?: ", line), stderr
    return line


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str, status: int) -> str:
    """Return the one sentence with which the command, called as a function, refuses ``arguments``."""
    try:
        result: object = main(arguments)
    except SystemExit as end:
        result = end.code
    assert result == status
    printed = capsys.readouterr()
    return assert_one_sentence(printed.out, printed.err)


@pytest.fixture
def fixtures(tmp_path: Path) -> str:
    """The path of a fixtures file of our own."""
    path = tmp_path / "my fixtures.yaml"
    path.write_text(FIXTURES, "utf-8")
    return str(path)


@contextmanager
def serving(environment: dict[str, str], *arguments: str) -> Iterator[str]:
    """Run `thulium-mock serve` with nothing but ``arguments`` and ``environment``; yield all of its banner."""
    with running([str(BIN / "thulium-mock"), "serve", *arguments], environment) as (_, output):
        yield output.read_until(r"Try it:\n.*\n\n")


def shown(banner: str, what: str) -> str:
    """Return what the banner says of ``what``."""
    found = re.findall(rf"^  {what} +(.*)$", banner, re.MULTILINE)
    assert len(found) == 1, banner
    text: str = found[0]
    return text


def test_the_version_is_printed() -> None:
    """`--version` prints name and version."""
    result = run("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"thulium-mock {__version__}\n", "")


def test_help_names_every_option_with_its_variable() -> None:
    """`--help` tells what there is, `serve --help` each option with its environment variable."""
    assert "serve the mock" in run("--help").stdout
    help_text = run("serve", "--help").stdout
    for option, variable in ENVIRONMENT.items():
        assert re.search(rf"--{option.replace('_', '-')}\b.*?\[{variable}", help_text, re.DOTALL), option


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        ([], 2, "required: COMMAND"),
        (["serve", "--port=65536"], 2, "'65536' is not a port: give a number from 0 to 65535"),
        (
            ["serve", "--fixtures=/nowhere/fixtures.yaml"],
            1,
            "/nowhere/fixtures.yaml cannot be read (No such file or directory)",
        ),
        (["serve", "--host=192.0.2.1"], 1, "give --host an address of this machine, such as 127.0.0.1."),
        (
            ["serve", "--workers=2"],
            1,
            "several processes are not available, the mock answers from one: leave --workers out.",
        ),
    ],
)
def test_what_cannot_be_served_ends_the_command_at_once(arguments: list[str], status: int, expected: str) -> None:
    """The command ends with a status that is not 0 and one sentence, never with a traceback."""
    result = run(*arguments)
    assert result.returncode == status, result
    assert expected in assert_one_sentence(result.stdout, result.stderr)


def test_a_taken_port_ends_the_command_at_once(mock: RunningServer) -> None:
    """A port on which something listens is told with the way out."""
    result = run("serve", "--port", str(mock.port))
    assert result.returncode == 1
    line = assert_one_sentence(result.stdout, result.stderr)
    assert f"cannot listen on '127.0.0.1' port {mock.port}" in line
    assert line.endswith("stop what listens there, or choose another --port (0 picks a free one).")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--nope"], "unrecognized arguments: --nope"),
        (["--port"], "--port: expected one argument"),
        (["--tls=1"], "--tls.*: ignored explicit argument"),
        (["--workers=0"], "give a number from 1 to 64"),
        *(
            ([f"--port={port}"], "is not a port: give a number from 0 to 65535")
            for port in ("65536", "99999", "-1", "http", "", "1e3", "4_0", "٤", " 80", "9" * 5000)
        ),
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    """A wrong option is named, with what would be right."""
    # Whatever becomes of the options, the fixtures keep the command from serving.
    assert re.search(expected, refusal(capsys, "serve", "--fixtures=/nowhere", *arguments, status=2))


def test_a_wrong_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a command that does not exist the existing ones are told."""
    assert re.search("choose from '?serve'?", refusal(capsys, "start", status=2))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "No such file or directory"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"users: [", r"is not YAML or JSON \(line"),
        (b"users: !!python/name:os.system", "is not YAML or JSON"),
        (b"a: \0", "is not YAML or JSON"),
        (b"", "at /: null is not of type"),
        (b"users: []", '"queues" is a required.*"customers" is a required'),
        (b"users: []\nqueues: [{id: x}]\ncustomers: []", 'at /queues/0/id: "x" is not of type "integer"'),
        (b"users: []\nqueues: [{id: 0}]\ncustomers: []", "at /queues/0/id: 0 is less than the minimum of 1"),
        (b"users: []\nqueues: [{id: 1}, {id: 2}, {id: 1}]\ncustomers: []", "Mend at /queues/2/id: given before"),
    ],
)
def test_a_broken_fixtures_file_is_told(
    capsys: pytest.CaptureFixture[str], mock: RunningServer, tmp_path: Path, content: bytes | None, expected: str
) -> None:
    """A fixtures file that cannot be used is named, with the place and the reason."""
    path = tmp_path / "fixtures.yaml"
    if content is not None:
        path.write_bytes(content)
    # The taken port keeps the command from serving.
    line = refusal(capsys, "serve", "--port", str(mock.port), "--fixtures", str(path), status=1)
    assert str(path) in line
    assert re.search(expected, line)


def test_a_folder_is_no_fixtures_file(capsys: pytest.CaptureFixture[str], mock: RunningServer, tmp_path: Path) -> None:
    """A folder given as fixtures file is told."""
    line = refusal(capsys, "serve", "--port", str(mock.port), "--fixtures", str(tmp_path), status=1)
    assert "Is a directory" in line


def test_the_banner_says_what_is_served(mock: RunningServer) -> None:
    """Version, URL, the document with its operations, and credentials are printed at start."""
    assert mock.banner.startswith(f"thulium-mock {__version__}\n")
    assert shown(mock.banner, "serving") == f"http://127.0.0.1:{mock.port}/api"
    info = vendor_document()["info"]
    assert shown(mock.banner, "document") == f"{info['title']} {info['version']}"
    assert shown(mock.banner, "operation") == "POST /chat_conversations/start"
    assert "  credentials  api_user:api_pass  (permitted: *)\n" in mock.banner
    assert httpx.get(shown(mock.banner, "control")).json()["status"] == "ok"


@pytest.mark.parametrize("arguments", [[], ["--tls"], ["--host", "localhost"], ["--host", "::1"]])
@pytest.mark.parametrize("own", [False, True])
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


def test_without_a_user_and_a_queue_there_is_no_line_to_paste(tmp_path: Path) -> None:
    """A line that cannot work is not printed."""
    path = tmp_path / "empty.yaml"
    path.write_text("{users: [], queues: [], customers: []}")
    with running_mock("--fixtures", str(path)) as mock:
        pass
    assert "control" in mock.output.text
    assert "curl" not in mock.output.text


def test_every_option_can_be_a_variable(fixtures: str, free_port: int) -> None:
    """Host, port, fixtures, TLS and token are taken from the environment."""
    environment = {"host": "localhost", "port": str(free_port), "fixtures": fixtures, "tls": "1", "token": "sesame"}
    with serving({ENVIRONMENT[name]: value for name, value in environment.items()}) as banner:
        assert shown(banner, "serving") == f"https://localhost:{free_port}/api"
        assert shown(banner, "credentials") == "zażółć:it's a: password  (permitted: *)"
        assert shown(banner, "token").startswith("sesame ")
        response = httpx.get(shown(banner, "control"), headers={"Authorization": "Bearer sesame"}, verify=False)
        assert response.status_code == 200


def test_the_command_line_wins(fixtures: str) -> None:
    """An option given on the command line is taken, however wrong its variable is."""
    environment = {
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


def test_an_empty_variable_is_as_none(mock: RunningServer) -> None:
    """A variable that is set to nothing leaves the default."""
    with serving(dict.fromkeys(ENVIRONMENT.values(), ""), "--port=0") as banner:
        assert banner.replace(shown(banner, "control"), "").splitlines()[2:5] == mock.banner.splitlines()[2:5]
        assert "token" not in banner


@pytest.mark.parametrize(("value", "scheme"), [("yes", "https"), ("TRUE", "https"), ("0", "http"), ("No", "http")])
def test_tls_is_switched_by_its_variable(value: str, scheme: str) -> None:
    """TLS is on or off by the usual words."""
    with serving({ENVIRONMENT["tls"]: value}, "--port=0") as banner:
        assert shown(banner, "serving").startswith(f"{scheme}://")


def test_a_variable_with_another_word_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value of the TLS variable that is neither on nor off is refused by `serve`, and by nothing else."""
    monkeypatch.setenv(ENVIRONMENT["tls"], "perhaps")
    line = refusal(capsys, "serve", "--fixtures=/nowhere", status=2)
    assert line.endswith(f"{ENVIRONMENT['tls']} is 'perhaps': set it to 1 or 0")
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["--version"])


def test_beyond_loopback_the_control_api_needs_the_printed_token() -> None:
    """A mock that others can reach makes a token, prints it and asks for it; the vendor's API does not."""
    with running_mock("--host", "0.0.0.0") as mock:
        token = shown(mock.banner, "token").split()[0]
        assert len(token) >= 32
        origin = f"http://127.0.0.1:{mock.port}"
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {token}"}):
            answer = httpx.get(f"{origin}/_mock/health", headers=headers)
            assert_envelope(answer, 401, 401004)
        assert httpx.get(f"{origin}/_mock/health", headers={"Authorization": f"Bearer {token}"}).status_code == 200
        answer = httpx.post(f"{origin}/api/chat_conversations/start?chat_queue_id=3", auth=CREDENTIALS)
        assert answer.status_code == 200


def test_each_mock_makes_its_own_token() -> None:
    """No two tokens are alike."""
    tokens = set()
    for _ in range(2):
        with running_mock("--host", "0.0.0.0") as mock:
            tokens.add(shown(mock.banner, "token").split()[0])
    assert len(tokens) == 2


def test_on_loopback_a_given_token_is_asked_for() -> None:
    """A token that is given counts on loopback too."""
    with running_mock("--token", "sesame") as mock:
        assert_envelope(httpx.get(f"{mock.origin}/_mock/health"), 401, 401004)
        assert httpx.get(f"{mock.origin}/_mock/health", headers={"Authorization": "bearer sesame"}).status_code == 200


def test_further_host_names_are_allowed_one_by_one_or_at_once() -> None:
    """The control API answers under the names that were given, and the command line wins over the environment."""
    arguments = ["--port=0", "--allow-host=mock", "--allow-host", "a.example.org,b.example.org"]
    with serving({ENVIRONMENT["allow_host"]: "c.example.org"}, *arguments) as banner:
        url = shown(banner, "control")
        names = ["mock", "a.example.org:4010", "b.example.org", "c.example.org"]
        statuses = [httpx.get(url, headers={"Host": name}).status_code for name in names]
        assert statuses == [200, 200, 200, 403]
    with serving({ENVIRONMENT["allow_host"]: "mock, c.example.org,"}, "--port=0") as banner:
        url = shown(banner, "control")
        statuses = [httpx.get(url, headers={"Host": name}).status_code for name in names]
        assert statuses == [200, 403, 403, 200]


@pytest.mark.parametrize("name", ["http://mock", "mock:4010", "mock/", "*", "-", "ż", ".mock", "a b"])
def test_what_is_no_host_name_is_told(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A URL or a pattern is no name that could be compared."""
    line = refusal(capsys, "serve", "--fixtures=/nowhere", f"--allow-host={name}", status=2)
    assert line.endswith(f"{name!r} is not a host name: give it without scheme, port and path")
