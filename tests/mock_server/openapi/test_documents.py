"""The documents that the mock serves."""

import yaml
from thulium_mock.openapi.documents import control_document, operations, vendor_document

from tests.servers import ROOT


def test_the_mock_serves_the_repositorys_document() -> None:
    """The packaged document says what the one source of truth says."""
    assert vendor_document() == yaml.safe_load((ROOT / "openapi/openapi.yaml").read_text("utf-8"))


def test_operations_are_listed() -> None:
    """Each operation comes with its method and path."""
    listed = [(method, path) for method, path, _ in operations(control_document())]
    assert ("GET", "/health") in listed
    assert ("PUT", "/fixtures") in listed
    assert ("POST", "/chat_conversations/start") in [
        (method, path) for method, path, _ in operations(vendor_document())
    ]
