"""The tables in the Markdown files are what the document gives, and --check notices when they are not."""

from pathlib import Path

import pytest

from openapi import tables
from openapi.document import Place, load
from openapi.facts import fact_table, facts, label
from openapi.lint import API
from openapi.tables import TABLES, Table

SENT, REFUSED = {"description": "Sent."}, {"description": "Refused."}
TEXT = "# Title\n\n<!-- table:numbers -->\n{}<!-- /table -->\n\nEnd.\n"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A table that is not written yet."""
    path = tmp_path / "README.md"
    path.write_text(TEXT.format(""), "utf-8")
    return path, "numbers", lambda: "| one |"


def test_tables_are_what_they_are_made_from() -> None:
    """Every generated table of the repository is up to date."""
    assert tables.write(check=True) == []


def test_fact_table_has_every_fact() -> None:
    """Each fact of the document is in a row with its id, its status and its reason or the link to its source."""
    document = load(API)
    rows = fact_table().splitlines()
    for fact in facts(document).values():
        source = document["info"]["x-sources"].get(fact.source, {})
        expected = [f"`{fact.id}`", fact.fact, fact.status, fact.reason or source["title"], source.get("url", "")]
        assert any(all(part in row for part in expected) for row in rows), fact


def test_fact_table_has_five_cells_in_each_row() -> None:
    """No text of the document breaks a row of the table."""
    assert {row.replace(r"\|", "").count("|") for row in fact_table().splitlines()} == {6}


def test_source_that_has_a_date_was_read_then() -> None:
    """The date of a vendor's page is that of the copy that was read: it says nothing of when the page was changed."""
    assert "read in the copy of 2026-05-18" in fact_table()
    assert "changed" not in fact_table()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("/components/parameters/ClientId", {"name": "client_id"}), "`client_id`"),
        (Place("/components/schemas/Error/properties/code", {}), "`Error.code`"),
        (Place("/paths/~1a/post", {"operationId": "start_a", "responses": {}}), "`start_a`"),
        (Place("/paths/~1a/post/responses/200", SENT), "response `200`"),
        (Place("/components/responses/Refused", REFUSED), "response `400`, `404`"),
        (Place("/servers/0", {}), "base URL"),
        (Place("", {}), "all operations"),
    ],
    ids=lambda value: value.pointer if isinstance(value, Place) else "",
)
def test_label_is_what_readers_call_a_place(place: Place, expected: str) -> None:
    """A place is called by the name that readers know it by."""
    refused = {"$ref": "#/components/responses/Refused"}
    operation = {"operationId": "start_a", "responses": {"200": SENT, "400": refused}}
    document = {
        "paths": {"/a": {"post": operation}},
        "x-responses": {"404": refused},
        "components": {"responses": {"Refused": REFUSED}},
    }
    assert label(document, place) == expected


def test_check_fails_on_a_stale_table_and_writes_nothing(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """With --check, a stale table is named with the command that writes it, and left as it is."""
    path = table[0]
    before = path.read_text("utf-8")
    assert tables.main(["--check"], [table]) == 1
    assert capsys.readouterr().out == f"{path}: the table numbers is stale: run `make docs`.\n"
    assert path.read_text("utf-8") == before


def test_written_table_passes_the_check(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A table is written between its markers, the rest of the file is kept, and the check is then content."""
    path = table[0]
    assert tables.main([], [table]) == 0
    assert path.read_text("utf-8") == TEXT.format("\n| one |\n\n")
    assert tables.main(["--check"], [table]) == 0
    assert tables.main([], [table]) == 0
    assert capsys.readouterr().out == f"{path}: the table numbers is written.\n"


@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["write", "check"])
def test_file_without_markers_is_an_error(
    table: Table, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that has no place for its table is an error that says how to make one."""
    path = table[0]
    path.write_text("# Title\n", "utf-8")
    assert tables.main(arguments, [table]) == 1
    assert capsys.readouterr().err == (
        f"{path}: the table numbers has no place: put <!-- table:numbers --> and <!-- /table --> on two lines.\n"
    )


def test_fact_table_is_in_the_readme_of_the_document() -> None:
    """The table of facts has its place in openapi/README.md."""
    assert (API.parent / "README.md", "facts") in [(path, name) for path, name, _ in TABLES]
