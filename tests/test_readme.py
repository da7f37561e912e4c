"""READMEs and guides are true: every command in them runs, every example works, every option and target is named."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import httpx
import pytest
from thulium_chat.__main__ import main as client
from thulium_contract.command import main as suite
from thulium_mock.cli.main import main as mock
from thulium_mock.cli.options import ENVIRONMENT as CLIENT_ENVIRONMENT
from thulium_mock.cli.serve import ENVIRONMENT as SERVE_ENVIRONMENT

from tests.servers import BIN, ROOT, Output, reserved_port, running

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
GUIDES = [*sorted((ROOT / "docs/guides").glob("*.md")), *sorted((ROOT / "docs/reference").glob("*.md"))]
PAGES = [
    *(ROOT / name / "README.md" for name in ("", "mock_server", "openapi", "generated_client")),
    *(ROOT / "docs" / name for name in ("index.md", "index.pl.md", "kill-matrix.md")),
    *GUIDES,
]
ALL_GUIDES = "\n".join(page.read_text("utf-8") for page in GUIDES)
COMMANDS = (ROOT / "docs/reference/commands.md").read_text("utf-8")
# What stands in ARGS for a command that would take minutes: few requests are sent.
ARGUMENTS = {"make contract": "--safe"}

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A command that goes on until it is stopped, and what it prints once it serves.
SERVERS = {
    "make mock": "Try it:\n.*\n\n",
    "make prism": "Prism is listening on",
    ".venv/bin/thulium-mock serve": "Try it:\n.*\n\n",
    "thulium-mock serve": "Try it:\n.*\n\n",
}


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Return each command in READMEs and guides, once."""
    texts = [page.read_text("utf-8") for page in PAGES]
    return list(dict.fromkeys(line for text in texts for block in blocks(text, "sh") for line in block.splitlines()))


def server_of(command: str) -> str | None:
    """Return the key of `SERVERS` that ``command`` begins with."""
    return next((prefix for prefix in SERVERS if command.startswith(prefix)), None)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port that stands for 4010."""
    with reserved_port() as port:
        yield port


def environment(port: int, command: str = "") -> dict[str, str]:
    """Return what a command runs with: ports of its own, and the `ARGUMENTS` that make it quick."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTEST"))},
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(port),
        "THULIUM_MOCK_URL": f"http://127.0.0.1:{port}",
        "PRISM_PORT": str(port),
        "JOBS": "0",
        "ARGS": next((each for prefix, each in ARGUMENTS.items() if command.startswith(prefix)), ""),
        "COLUMNS": "120",
    }


@pytest.fixture(scope="module")
def make_mock(port: int) -> Iterator[str]:
    """The mock that `make mock` starts; what it prints."""
    with running(["make", "mock"], environment(port)) as (_, output):
        yield output.read_until(SERVERS["make mock"])


@pytest.mark.parametrize("command", [each for each in commands() if not server_of(each)])
def test_commands_run(command: str, port: int, make_mock: str, tmp_path: Path) -> None:
    """A command of the README runs as it stands there, against the mock of `make mock`, in which nothing goes wrong."""
    httpx.post(f"http://127.0.0.1:{port}/_mock/reset").raise_for_status()
    ran = subprocess.run(
        ["bash", "-c", command.replace("4010", str(port)).replace("my-client", str(tmp_path / "my-client"))],
        cwd=ROOT,
        env=environment(port, command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if "chat_conversations/start" in command or "thulium-chat " in command:
        assert re.search('"code":429001' if "code=429" in command else UUID, ran.stdout), ran.stdout


@pytest.mark.parametrize("command", [each for each in commands() if server_of(each)])
def test_servers_start(command: str, free_port: int, tmp_path: Path) -> None:
    """A command of the README that serves starts to serve as it stands there; what it keeps is kept elsewhere."""
    there = command.replace("4010", str(free_port)).replace("mock.db", str(tmp_path / "mock.db"))
    with running(["bash", "-c", there], environment(free_port)) as (_, output):
        output.read_until(SERVERS[server_of(command) or ""])


@pytest.mark.parametrize("script", blocks(ALL_GUIDES, "bash"))
def test_scripts_run(script: str, port: int, free_port: int, make_mock: str) -> None:
    """A script of a guide runs as it stands there, each command with success; one may serve by itself."""
    used = free_port if "serve" in script else port
    with running(["bash", "-ec", script.replace("4010", str(used))], environment(used)) as (process, output):
        status = process.wait(120)
    assert status == 0, output.text
    if "curl" in script:
        assert re.search(UUID, output.text)
        assert "verified: 1 request matches" in output.text


@pytest.mark.parametrize("target", ["setup", "client", "docs", "format"])
def test_targets_leave_a_clean_tree_as_it_is(target: str, port: int) -> None:
    """A target that checks or generates succeeds on what is checked in, and changes nothing of it."""
    before = fingerprint()
    ran = subprocess.run(
        ["make", target], cwd=ROOT, env=environment(port), capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert fingerprint() == before


@pytest.mark.parametrize("target", ["lock", "clean", "lint", "site"])
def test_targets_that_cannot_be_tried_here_can_be_read(target: str, port: int) -> None:
    """A target that needs the network, removes what runs the tests, or is run elsewhere is one that make can run."""
    subprocess.run(["make", "--dry-run", target], cwd=ROOT, env=environment(port), capture_output=True, check=True)


def fingerprint() -> dict[str, bytes]:
    """Return the content of each file that belongs to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def test_the_banner_is_what_the_readme_shows(port: int, make_mock: str) -> None:
    """What `make mock` prints is, line for line, what the README promises."""
    (promised,) = blocks(README, "text")
    assert make_mock.strip().endswith(promised.replace("4010", str(port)).strip())


def test_the_banners_line_starts_a_conversation(make_mock: str) -> None:
    """The cURL line of the banner, pasted into a shell, answers with a fresh id."""
    line = make_mock.split("Try it:\n")[1].strip()
    answers = [subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout for _ in "ab"]
    assert all(re.fullmatch(rf'{{"conversation_id":"{UUID}"}}', answer) for answer in answers)
    assert answers[0] != answers[1]


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_python_examples_run(code: str, port: int, make_mock: str, tmp_path: Path) -> None:
    """A Python example of the README runs as it stands there."""
    example = tmp_path / "example.py"
    example.write_text(code.replace("4010", str(port)), "utf-8")
    ran = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=True)
    assert re.fullmatch(rf"{UUID}\n", ran.stdout)


def test_the_fixtures_example_is_valid(make_mock: str, port: int) -> None:
    """The fixtures shown in their guide can be used."""
    import yaml

    (example,) = blocks((ROOT / "docs/guides/fixtures.md").read_text("utf-8"), "yaml")
    answer = httpx.put(f"http://127.0.0.1:{port}/_mock/fixtures", json=yaml.safe_load(example))
    assert answer.status_code == 200


def test_every_target_is_explained() -> None:
    """Each target of the Makefile is phony, has a line in the table, and a line in `make help`."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets
    assert targets - {"help"} == set(re.findall(r"^\| `make ([a-z-]+)` \|", CONTRIBUTING, re.MULTILINE))
    assert targets == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def options(text: str) -> set[str]:
    """Return the options that a text names."""
    return set(re.findall(r"--[a-z][a-z-]*", text)) - {"--help"}


def help_of(main: Callable[[list[str]], int], *command: str) -> str:
    """Return what a command prints of itself."""
    with redirect_stdout(io.StringIO()) as shown, pytest.raises(SystemExit, match=r"\A0\Z"):
        main([*command, "--help"])
    return shown.getvalue()


@pytest.mark.parametrize(
    ("main", "command", "page"),
    [
        (mock, ["serve"], "docs/reference/commands.md"),
        (client, ["start"], "generated_client/README.md"),
        (suite, [], "docs/guides/ci.md"),
    ],
    ids=["mock", "client", "suite"],
)
def test_every_option_is_in_the_readme(main: Callable[[list[str]], int], command: list[str], page: str) -> None:
    """Each option that a command has is explained; the suite's user and password stand for themselves."""
    assert options(help_of(main, *command)) - {"--user", "--password"} <= options((ROOT / page).read_text("utf-8"))


def test_every_option_of_the_mock_has_its_variable() -> None:
    """Each option of `thulium-mock serve` stands in the table, with its variable and no other."""
    table = re.findall(r"^\| `--([a-z-]+)`(?:, `--no-[a-z-]+`)? \| `(THULIUM_MOCK_[A-Z_]+)`", COMMANDS, re.MULTILINE)
    assert {option.replace("-", "_"): variable for option, variable in table} == SERVE_ENVIRONMENT


def test_every_command_of_the_mock_is_explained() -> None:
    """Each command stands there, with all of its options and their variables."""
    shown = help_of(mock)
    commands = re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE)
    assert {"serve", "wait", "verify"} < set(commands)
    assert options(shown) <= options(COMMANDS)
    section = COMMANDS.partition("\n## From a shell\n")[2]
    for command in set(commands) - {"serve"}:
        assert f"| `thulium-mock {command}" in section
        assert options(help_of(mock, command)) <= options(section), command
    variables = {*SERVE_ENVIRONMENT.values(), *CLIENT_ENVIRONMENT.values()}
    assert set(re.findall(r"THULIUM_MOCK_[A-Z_]+", ALL_GUIDES)) == variables


def named_commands() -> list[list[str]]:
    """Return the words of each command of the mock that stands in the text of a page, outside of blocks of code."""
    texts = [re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL) for page in PAGES]
    return [each.split() for text in texts for each in re.findall(r"`thulium-mock ([a-z][^`]*)`", text)]


def test_commands_that_the_text_names_exist() -> None:
    """Each command that is named in passing is one of the mock's, and so is each of its options."""
    found = named_commands()
    assert {"serve", "wait", "reset", "requests", "verify"} <= {command for command, *_ in found}
    for command, *words in found:
        assert options(" ".join(words)) <= options(help_of(mock, command)), command


def test_the_front_page_leads_to_each_guide() -> None:
    """Each guide, and each page to look something up, can be found from the first page."""
    guides = {str(page.relative_to(ROOT)) for page in GUIDES if not page.name.endswith(".pl.md")}
    assert guides <= set(re.findall(r"\]\(([^)#]+)", README))


def test_links_lead_somewhere() -> None:
    """Each relative link in the documentation names a file or a heading that exists."""
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), ROOT / "tests/contract/README.md"]:
        for target in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text("utf-8")):
            path, _, heading = target.partition("#")
            other = (page.parent / path).resolve() if path else page
            assert other.exists(), f"{page.name}: {target}"
            if heading:
                headings = re.findall(r"^#+ (.*)$", other.read_text("utf-8"), re.MULTILINE)
                slugs = [re.sub(r"[^a-z0-9 -]", "", text.lower()).replace(" ", "-") for text in headings]
                assert heading in slugs, f"{page.name}: {target}"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.pl.md")), ids=lambda page: page.stem)
def test_polish_pages_show_the_same_code(page: Path) -> None:
    """What is to be typed or copied is the same in both languages."""
    code = re.compile(r"^```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)
    assert set(code.findall(page.read_text("utf-8"))) <= set(
        code.findall(page.with_name(page.name.replace(".pl.", ".")).read_text("utf-8"))
    )


def test_output_is_read_to_its_end() -> None:
    """The helper that these tests rely on returns all that a process printed."""
    with running(["bash", "-c", "echo one; echo two"]) as (process, output):
        assert isinstance(output, Output)
        process.wait(60)
        assert output.finish() == "one\ntwo\n"
