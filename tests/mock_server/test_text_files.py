"""Files as people save them: encodings, line ends, pipes and standard input, the same wherever a file is given."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest
from thulium_mock.openapi.documents import load_document, vendor_document
from thulium_mock.state.fixtures import load_fixtures
from thulium_mock.text_files import FileError, read_text

from tests.mock_server.shell import COMMAND
from tests.servers import ROOT, running

FIXTURES = "users: []\nqueues: [{id: 3, name: żółta}]\ncustomers: []\n"
EXPECTED = {"users": [], "queues": [{"id": 3, "name": "żółta"}], "customers": []}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_fixtures_and_documents_are_read_as_editors_save_them(tmp_path: Path, encoding: str, ends: str) -> None:
    """With a byte order mark or without, with the line ends of any system, and in UTF-16 as PowerShell writes."""
    fixtures, document = tmp_path / "fixtures.yaml", tmp_path / "openapi.yaml"
    fixtures.write_bytes(FIXTURES.replace("\n", ends).encode(encoding))
    assert load_fixtures(fixtures) == EXPECTED
    if ends != "\r":
        text = (ROOT / "openapi/openapi.yaml").read_text("utf-8")
        document.write_bytes(text.replace("\n", ends).encode(encoding))
        assert load_document(document) == vendor_document()


def test_a_pipe_and_standard_input_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe by its name, standard input as `-`."""
    content = FIXTURES.encode("utf-8-sig")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[content])
    writer.start()
    assert load_fixtures(pipe) == EXPECTED
    writer.join()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert load_fixtures(Path("-")) == EXPECTED


@pytest.mark.parametrize("content", [b"\xff", b"\xff\xfe\x00"])
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes) -> None:
    """With how to mend it."""
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(FileError, match=r"^cannot be read \(it is not UTF-8\): save it in UTF-8\.$"):
        read_text(tmp_path / "file")


@pytest.mark.parametrize("script", ["{} -", "{} /dev/stdin", "{} <(cat)"])
def test_serve_takes_fixtures_from_a_pipe(tmp_path: Path, script: str) -> None:
    """As a shell gives one, with --reload too."""
    (tmp_path / "fixtures").write_bytes(FIXTURES.replace("[]", "[{name: piped, password: x, methods: []}]", 1).encode())
    line = script.format(f"{COMMAND} serve --reload --port=0 --fixtures")
    with running(["bash", "-c", f"cat {tmp_path}/fixtures | {line}"]) as (_, output):
        output.read_until("credentials  piped:x")
    assert "fixtures" not in output.finish()
