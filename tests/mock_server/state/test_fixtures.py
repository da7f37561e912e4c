"""Fixtures files: what is read, and the one sentence about a broken one."""

from pathlib import Path
from typing import Any

import pytest
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.state.fixtures import FixturesError, checked, default_fixtures, load_fixtures

MINIMAL = "users: []\nqueues: []\ncustomers: []\n"


def with_queues(queues: str) -> bytes:
    """Return a file with these queues."""
    return MINIMAL.replace("queues: []", f"queues: [{queues}]").encode()


def test_the_default_fixtures_can_be_used() -> None:
    """They fit their schema and the packaged document, which no mock looks at again."""
    assert checked(default_fixtures(), document=vendor_document()) == default_fixtures()


def test_the_default_fixtures_hold_the_vendors_examples() -> None:
    """Queue 3, customer 1, Jan Kowalski and external id 1234 are there."""
    fixtures = default_fixtures()
    assert 3 in [queue["id"] for queue in fixtures["queues"]]
    assert fixtures["customers"][0] == {
        "id": 1,
        "client_id": "1234",
        "name": "Jan",
        "surname": "Kowalski",
        "email": "jan.kowalski@example.org",
    }
    assert fixtures["users"][0] == {"name": "api_user", "password": "api_pass", "methods": ["*"]}


@pytest.mark.parametrize(
    ("name", "text", "fixtures"),
    [
        ("f.yaml", MINIMAL, {"users": [], "queues": [], "customers": []}),
        (
            "f.json",
            '{"users":[],"queues":[{"id":7}],"customers":[]}',
            {"users": [], "queues": [{"id": 7}], "customers": []},
        ),
    ],
)
def test_yaml_and_json_files_are_read(tmp_path: Path, name: str, text: str, fixtures: dict[str, Any]) -> None:
    """A fixtures file is YAML or JSON."""
    (tmp_path / name).write_text(text, "utf-8")
    assert load_fixtures(tmp_path / name) == fixtures


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"users: [\n", r"not YAML or JSON \(line 2: .*\): mend its syntax\.$"),
        (b"users: []\n\tqueues: []", r"not YAML or JSON \(line 2: .*\): mend its syntax\.$"),
        (b"users: !!python/name:os.system", "is not YAML or JSON"),
        (b"a: \0", "is not YAML or JSON"),
        (b"\xff", r"cannot be read \(it is not UTF-8\)"),
        *(
            (content, "a value that JSON cannot have, such as a date: put it in quotes")
            for content in (
                *(with_queues(f"{{id: 1, name: {name}}}") for name in ("2026-01-01", "!!set {a}", "!!binary aGk=")),
                *(with_queues(f"{{id: {'9' * 5000}}}"), b"&a [*a]"),
            )
        ),
        (with_queues(r'{id: 1, name: "\ud800"}'), "invalid Unicode character escape code"),
        (b"", "at /: null is not of type"),
        (b"users: []", 'at /: "queues" is a required property.*"customers" is a required'),
        (with_queues("{id: x}"), 'at /queues/0/id: "x" is not of type "integer"'),
        (with_queues("{id: 0}"), "at /queues/0/id: 0 is less than the minimum of 1"),
        (with_queues("{id: 1, open: true}"), "at /queues/0: .*'open' was unexpected"),
        ((MINIMAL + "users: []").encode(), r"\(line 4: a key is given twice\)"),
        (with_queues("{id: 1}, {id: 2}, {id: 1}"), "Mend at /queues/2/id: given before"),
        (
            with_queues("{id: 1}, {id: 1, open: true}, 7"),
            "at /queues/1: .*'open' was unexpected.*; at /queues/2: 7 is .*; at /queues/1/id: given before",
        ),
        (
            with_queues("{id: 1}") + b"\nagents: [{login: a, queues: [1, 2], closes_after: {from: 3, to: 2}}]",
            "at /agents/0/queues/1: the id of a queue; at /agents/0/closes_after/to: no less than from",
        ),
        (
            b"users: [{name: 'a:b', password: x, methods: []}]\nqueues: []\ncustomers: []",
            "at /users/0/name: .*does not match",
        ),
    ],
)
def test_a_broken_file_is_named_with_the_place(tmp_path: Path, content: bytes, sentence: str) -> None:
    """The sentence names the file, the place in it, and the rule that is broken."""
    path = tmp_path / "fixtures.yaml"
    path.write_bytes(content)
    with pytest.raises(FixturesError, match=sentence) as refused:
        load_fixtures(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "reason"), [("none.yaml", "No such file or directory"), ("", "Is a directory")])
def test_a_path_that_is_no_file_is_named(tmp_path: Path, name: str, reason: str) -> None:
    """With the reason why it cannot be read."""
    with pytest.raises(FixturesError, match=rf"{tmp_path / name} cannot be read \({reason}\)"):
        load_fixtures(tmp_path / name)
