"""The files of the console: what is served where, and how."""

import re
from urllib.parse import urljoin

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call, start
from tests.http.messages import Response
from tests.journals import exchanges

JAVASCRIPT = "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/console", "text/html; charset=utf-8"),
        ("/favicon.ico", "image/svg+xml"),
        ("/docs", "text/html; charset=utf-8"),
        ("/console/main.js", JAVASCRIPT),
        ("/console/base.css", "text/css; charset=utf-8"),
        ("/console/icons.svg", "image/svg+xml"),
        ("/docs/openapi.json", "application/json"),
        ("/docs/control.json", "application/json"),
        ("/docs/swagger-ui-bundle.js", JAVASCRIPT),
    ],
)
def test_each_file_has_its_media_type(app: ASGIApp, path: str, media_type: str) -> None:
    """Browsers are told what a file is, and not to guess."""
    answer = call(app, "GET", path)
    assert (answer.status, answer.fields["content-type"]) == (200, media_type)
    assert answer.fields["x-content-type-options"] == "nosniff"
    assert int(answer.fields["content-length"]) == len(answer.body) > 0


def test_everything_that_a_file_refers_to_is_served(app: ASGIApp) -> None:
    """No script, style sheet or picture is missing, none is somebody else's, and none is at the root of the origin."""
    wanted, known = ["/", "/docs"], set[str]()
    while wanted:
        path = wanted.pop()
        if path in known:
            continue
        known.add(path)
        answer = call(app, "GET", path)
        assert answer.status == 200, path
        if "swagger-ui" not in path:
            text = answer.body.decode()
            named = re.findall(r'(?:(?:href|src)=|from )"([^"#]+)', text)
            wanted += [urljoin(path, name) for name in named]
            # Relative, as a proxy may have the mock below a prefix.
            assert [name for name in named if re.match("/|[a-z]+:", name)] == [], path
    assert {"/console/main.js", "/console/pl.js", "/console/icons.svg", "/docs/docs.js"} <= known


@pytest.mark.parametrize("path", ["/", "/docs", "/console/main.js"])
def test_only_our_own_files_may_run(app: ASGIApp, path: str) -> None:
    """The policy forbids scripts in the page, scripts of others, and being shown in a frame."""
    policy = call(app, "GET", path).fields["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert "script-src" not in directives
    assert directives["frame-ancestors"] == "'none'"
    assert b"<script>" not in call(app, "GET", path).body


def test_a_copy_is_confirmed(app: ASGIApp) -> None:
    """A browser asks each time, and gets the file again only if it has changed."""
    first = call(app, "GET", "/")
    assert first.fields["cache-control"] == "no-cache"
    for tag in (first.fields["etag"], "W/" + first.fields["etag"], f'"x", {first.fields["etag"]}', "*"):
        again = call(app, "GET", "/", [("If-None-Match", tag)])
        assert (again.status, again.body, again.fields["etag"]) == (304, b"", first.fields["etag"])
        assert "content-length" not in again.fields
    assert call(app, "GET", "/", [("If-None-Match", '"x"')]).status == 200


def test_head_is_get_without_the_body(app: ASGIApp) -> None:
    """The headers are the same."""
    answer = call(app, "HEAD", "/console/main.js")
    assert answer == Response(200, call(app, "GET", "/console/main.js").headers, b"")


@pytest.mark.parametrize(
    "path",
    [
        *("/console/unknown.js", "/console//main.js", "/console/static/main.js"),
        *("/console/../app.py", "/console/%2e%2e/__init__.py", "/console/../../openapi.yaml"),
        *("/docs/swagger-ui.css.map", "/docs/main.js", "/spaces/one/", "/spaces/one/console/main.js"),
    ],
)
def test_other_paths_are_unknown(app: ASGIApp, path: str) -> None:
    """Nothing but the files is served, and what is missing is told as everywhere."""
    answer = call(app, "GET", path)
    assert (answer.status, answer.codes) == (404, [404001])


@pytest.mark.parametrize(("path", "location"), [("/console/", "../console"), ("/docs/", "../docs")])
def test_a_slash_at_the_end_leads_to_the_page(app: ASGIApp, path: str, location: str) -> None:
    """Below a proxy's prefix too, so the way is a relative one."""
    answer = call(app, "GET", path)
    assert (answer.status, answer.fields["location"]) == (308, location)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_files_are_only_read(app: ASGIApp, method: str) -> None:
    """Any other method is told which there are."""
    answer = call(app, method, "/console/main.js")
    assert (answer.status, answer.codes, answer.fields["allow"]) == (405, [405001], "GET, HEAD")


def test_the_documents_name_this_mock_alone(app: ASGIApp) -> None:
    """Trying the document out can never reach a live system, and reaches this mock below a proxy's prefix too."""
    document = call(app, "GET", "/docs/openapi.json").json
    assert [server["url"] for server in document["servers"]] == ["../api"]
    assert document["paths"] == vendor_document()["paths"]
    assert call(app, "GET", "/docs/control.json").json["servers"][0]["url"] == "../_mock"


def test_another_document_is_shown() -> None:
    """The document is the one that is served."""
    document = {**vendor_document(), "info": {**vendor_document()["info"], "title": "Another"}}
    app = create_app(document=document)
    assert call(app, "GET", "/docs/openapi.json").json["info"]["title"] == "Another"


def test_the_journal_keeps_no_visit_of_the_console(app: ASGIApp, spaces: Spaces) -> None:
    """Who looks at the requests is not among them."""
    for path in ("/", "/console/main.js", "/console/unknown.js", "/docs", "/favicon.ico"):
        call(app, "GET", path)
    start(app)
    assert [exchange.path for exchange in exchanges(spaces.default)] == ["/api/chat_conversations/start"]


def test_a_console_that_nobody_opens_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of its files is looked at before somebody asks for one."""
    monkeypatch.setattr("thulium_mock.console.application.Assets", None)
    start(create_app())


def test_sentences_are_the_same_in_both_languages(app: ASGIApp) -> None:
    """Each sentence of the page is there in English and in Polish."""
    key = re.compile(r'^  "?([\w.]+)"?: ', re.MULTILINE)
    english, polish = (key.findall(call(app, "GET", f"/console/{name}.js").body.decode()) for name in ("en", "pl"))
    assert len(english) > 100
    assert english == polish
