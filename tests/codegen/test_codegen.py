"""Generated clients do what the document says, but for the faults of their tools that the table lists."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import running_chromium
from tests.codegen.build import build, warnings
from tests.codegen.cases import cases
from tests.codegen.compilers import ENVIRONMENT, lacking, msw_outcomes
from tests.codegen.page import PAGE, page
from tests.codegen.run import run, run_with
from tests.codegen.table import OUT, Generator, generators
from tests.codegen.verdict import operations
from tests.http.messages import Request, Response
from tests.http.recorder import replying, serving
from tests.servers import ROOT, RunningServer

CHOSEN = [each for each in generators() if each.language in ("Python", "TypeScript", "PHP", "Java") and not each.needs]
"""Those whose programs the tests have; `make codegen` runs the others."""


@pytest.fixture(scope="module")
def printed() -> Mapping[str, str]:
    """What was printed while the clients were generated and compiled."""
    return build([each for each in CHOSEN if not lacking(each)])


@pytest.mark.parametrize("generator", CHOSEN, ids=lambda each: each.name)
def test_a_generated_client_passes_all_cases_but_listed_ones(
    generator: Generator, printed: Mapping[str, str], mock: RunningServer
) -> None:
    """What its tool does wrong is in the table, and nothing is in the table that it does right; so with warnings."""
    if program := lacking(generator):
        pytest.skip(f"{program} is not installed")
    assert set(failed := run(generator, mock)) == generator.failing, failed
    said = warnings(printed[generator.name])
    assert [line for line in said if not any(each in line for each in generator.warnings)] == []
    assert [each for each in generator.warnings if not any(each in line for line in said)] == []


CALL = """
const [bundle, line] = arguments;
const {call, given, headers, connection} = JSON.parse(line);
return import(bundle).then(({default: driver}) => driver(connection)[call](given, headers))
  .catch(error => ({failed: String(error)}));
"""


SOURCES = (".py", ".ts", ".php", ".java")
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".html": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def app(printed: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser on a page of an origin of its own, which has the drivers in TypeScript and the example of the docs."""

    def reply(request: Request) -> Response:
        file = OUT / request.target.partition("?")[0].lstrip("/")
        return Response(
            200, (("Content-Type", TYPES.get(file.suffix, "text/html")),), file.read_bytes() if file.is_file() else b""
        )

    with serving(replying(reply)) as served, running_chromium(tmp_path_factory.mktemp("profile")) as browser:
        browser.get(served.origin)
        yield browser


@pytest.mark.parametrize(
    "generator", [each for each in CHOSEN if each.language == "TypeScript"], ids=lambda each: each.name
)
def test_a_generated_client_does_the_same_in_a_browser(generator: Generator, app: Chrome, mock: RunningServer) -> None:
    """From a page of another origin than the mock's, which lets it read all that it reads in Node.js."""
    space = f"{generator.name}-in-a-page"
    failed = run_with(lambda line: app.execute_script(CALL, f"/bundles/{generator.name}.mjs", line), space, mock)
    assert set(failed) == generator.failing, failed


def test_the_page_of_the_docs_has_a_conversation(app: Chrome, fresh_mock: RunningServer) -> None:
    """From start to stop, with an error on the way, which it tells with what to quote."""
    app.get(f"{app.current_url.rstrip('/')}/example/index.html?api={fresh_mock.base_url}")

    def wait_for(selector: str, text: str) -> None:
        element = app.find_element(By.CSS_SELECTOR, selector)
        WebDriverWait(app, 60).until(lambda _: text in element.text, f"{selector}: {element.text}")

    queue, name = (app.find_element(By.NAME, each) for each in ("queue", "name"))
    start, send, stop = app.find_elements(By.TAG_NAME, "button")
    queue.clear()
    queue.send_keys("404")
    start.click()
    wait_for("#error", "The chat queue is closed")
    queue.clear()
    queue.send_keys("3")
    name.send_keys("Żaneta")
    start.click()
    wait_for("#status", "has begun")
    app.find_element(By.NAME, "text").send_keys("Dzień dobry!")
    send.click()
    wait_for("#messages", "Dzień dobry!")
    stop.click()
    wait_for("#status", "has ended")
    (kept,) = httpx.get(f"{fresh_mock.origin}/_mock/conversations").json()["result"]
    assert (kept["status"], app.find_element(By.ID, "error").text) == ("CLOSED", "")


GUIDE = (ROOT / "docs/guides/first-conversation.md").read_text("utf-8")
AUTOLOAD = r"""<?php
require 'GuzzleHttp/autoload.php';
spl_autoload_register(fn ($name) => require __DIR__ . '/lib/' . strtr(substr($name, 15), '\\', '/') . '.php');
"""
"""What Composer writes for a generated client."""


@pytest.mark.parametrize(
    ("language", "command", "links"),
    [
        ("ts", "node first.mts", {"node_modules": "node_modules", "thulium.ts": "openapi-fetch/thulium.ts"}),
        ("python", "python first.py", {"thulium": "openapi-python-client/thulium_stock"}),
        ("php", "php first.php", {"lib": "php/lib"}),
    ],
)
def test_the_first_conversation_of_the_guide(
    language: str,
    command: str,
    links: dict[str, str],
    printed: Mapping[str, str],
    fresh_mock: RunningServer,
    tmp_path: Path,
) -> None:
    """A newcomer's file starts a conversation with a generated client, and writes into it."""
    program, file = command.split()
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    for name, source in links.items():
        (tmp_path / name).symlink_to(OUT / source)
    (script,) = re.findall(rf"^`{file}`.*\n\n```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    (tmp_path / file).write_text(script.replace("/thulium/vendor/", "/"), "utf-8")
    (tmp_path / "autoload.php").write_text(AUTOLOAD, "utf-8")
    environment = {**ENVIRONMENT, "THULIUM_BASE_URL": fresh_mock.base_url}
    done = subprocess.run([program, file], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = httpx.get(f"{fresh_mock.origin}/_mock/conversations/{done.stdout.strip()}").json()
    assert [each["text"] for each in kept["messages"]] == ["Dzień dobry!"]


@pytest.mark.parametrize("generator", CHOSEN, ids=lambda each: each.name)
def test_a_generator_makes_types_of_the_events(generator: Generator, printed: Mapping[str, str]) -> None:
    """Who receives webhooks finds the fields of each event."""
    made = "".join(each.read_text("utf-8") for each in generator.out.rglob("*") if each.suffix in SOURCES)
    for event in ("ConversationCreated", "AgentAssigned", "ConversationClosed"):
        assert re.search(rf"\b{event}\b", made), event


def test_orvals_handlers_answer_each_operation(printed: Mapping[str, str]) -> None:
    """A test without a mock beside it can use the handlers of msw, whose answers fit the schemas of zod."""
    assert ["value" in each for each in msw_outcomes()] == [True] * len(operations())


def test_each_listed_case_exists() -> None:
    """Names of cases are unique, and a fault names only those that there are."""
    names = [case.name for case in cases()]
    assert len(names) == len(set(names))
    assert {case for generator in generators() for case in generator.failing} <= set(names)


def test_the_page_is_that_of_the_table() -> None:
    """The page says what the table, the cases and the locked versions say."""
    assert PAGE.read_text("utf-8") == page(), "run make codegen"
