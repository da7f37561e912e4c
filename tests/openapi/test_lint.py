"""Every linter finds what is wrong in a document; that ours are clean, the test of `make lint` shows."""

import subprocess
import sys
from pathlib import Path

import pytest

from openapi import lint
from openapi.document import Finding
from openapi.lint import API, DOCUMENTS, Linter, Reading, ToolError


@pytest.mark.parametrize(
    ("linter", "old", "new", "expected"),
    [
        (
            lint.redocly,
            "operationId: startConversation",
            "operationId: start Conversation",
            "#/paths/~1chat_conversations~1start/post/operationId: "
            "Operation `operationId` should not have URL invalid characters. (Redocly: operation-operationId-url-safe)",
        ),
        (
            lint.spectral,
            "    email: thulium-chat@example.org\n",
            "",
            '#/info/contact: Contact object must have "name", "url" and "email". (Spectral: contact-properties)',
        ),
        (
            lint.spec_validator,
            "  title: Thulium chat API\n",
            "",
            '#/info: "title" is a required property (openapi-spec-validator)',
        ),
        (
            lint.spec_validator,
            "'#/components/responses/Forbidden'",
            "'#/components/responses/Missing'",
            "#: /components/responses/Missing leads nowhere",
        ),
        (lint.spec_validator, "openapi: 3.0.3", "openapi: [3.0.3", "#: the document is not YAML: "),
        (
            lint.client_generator,
            "        example: 3\n",
            "        default: three\n",
            "#: Warning(s) encountered while generating.",
        ),
    ],
    ids=["redocly", "spectral", "spec-validator", "dangling-reference", "no-yaml", "client-generator"],
)
def test_linter_finds_what_is_wrong(tmp_path: Path, linter: Linter, old: str, new: str, expected: str) -> None:
    """A linter reports a defect with its JSON pointer, even where it calls it a warning itself."""
    text = API.read_text("utf-8")
    assert old in text
    document = tmp_path / "openapi.yaml"
    document.write_text(text.replace(old, new, 1), "utf-8")
    findings = [str(finding) for finding in linter(document)]
    assert [line[: len(expected)] for line in findings] == [expected]


def test_every_finding_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding is one line, of the file, the JSON pointer and the message, and the exit status is 1."""
    document = tmp_path / "any.yaml"

    def linter(_: Path) -> list[Finding]:
        return [Finding("/a~1b", "too\n  long"), Finding("", "odd")]

    assert lint.main({document: Reading((lambda path: iter(linter(path)),), ())}) == 1
    assert capsys.readouterr().out == f"{document}#/a~1b: too long\n{document}#: odd\n"


def test_clean_document_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A document without findings is one line, and the exit status is 0."""
    assert lint.main({API: Reading((lint.spec_validator,), DOCUMENTS[API].checks)}) == 0
    assert capsys.readouterr().out == "openapi/openapi.yaml: clean (spec_validator, 6 checks)\n"


def test_own_checks_wait_until_the_linters_are_content(tmp_path: Path) -> None:
    """Our checks do not run on a document that is not valid, where they would stumble."""
    document = tmp_path / "openapi.yaml"
    document.write_text("openapi: 3.0.3\npaths: []\n", "utf-8")
    findings = lint.lint({document: Reading((lint.spec_validator,), DOCUMENTS[API].checks)})[document]
    assert findings
    assert all(finding.message.endswith("(openapi-spec-validator)") for finding in findings)


@pytest.mark.parametrize("linter", [lint.redocly, lint.spectral], ids=["redocly", "spectral"])
def test_linter_that_does_not_run_is_an_error(tmp_path: Path, linter: Linter) -> None:
    """A linter that gives no report is an error, and never taken for content."""
    with pytest.raises(ToolError, match=f"^{linter.__name__} did not check "):
        list(linter(tmp_path / "missing.yaml"))


def test_missing_linter_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the linters are not installed, one sentence says how to install them, and the exit status is 1."""
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lint.main({API: Reading((lint.redocly,), ())}) == 1
    assert capsys.readouterr().err == "redocly is not installed: run `make setup`.\n"


@pytest.mark.parametrize("script", ["lint.py", "tables.py"])
def test_scripts_find_their_modules_from_anywhere(tmp_path: Path, script: str) -> None:
    """The scripts load in any working directory, with nothing installed for them."""
    code = f"import runpy; runpy.run_path({str(API.parent / script)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
