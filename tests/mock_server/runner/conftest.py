"""Files of a mock, to be changed."""

import shutil
from pathlib import Path

import pytest

from tests.mock_server.runner.files import FIXTURES
from tests.servers import ROOT


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """A fixtures file with queue 3."""
    path = tmp_path / "fixtures.yaml"
    path.write_text(FIXTURES)
    return path


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A copy of the document."""
    return Path(shutil.copy(ROOT / "openapi/openapi.yaml", tmp_path / "openapi.yaml"))
