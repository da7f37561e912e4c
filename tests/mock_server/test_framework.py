"""What is taken of connexion: no more than the mock needs, and nothing that changes it for others."""

import subprocess
import sys

import pytest
from thulium_mock.framework import InvalidSpecification, OpenAPISpecification
from thulium_mock.openapi.documents import Document, control_document, vendor_document


@pytest.mark.parametrize("document", [vendor_document(), control_document()], ids=["vendor", "control"])
def test_packaged_documents_are_valid(document: Document) -> None:
    """Connexion accepts both documents that come with the mock, which is not asked at each start."""
    OpenAPISpecification.from_dict(document)


def test_validation_is_a_real_one() -> None:
    """The same check refuses a document that is not valid."""
    with pytest.raises(InvalidSpecification):
        OpenAPISpecification.from_dict({**control_document(), "paths": []})


def run(code: str) -> None:
    """Run ``code`` in a fresh interpreter in which warnings are errors."""
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_no_client_is_imported() -> None:
    """The mock, and its server, import no HTTP client and nothing that makes certificates."""
    run(
        "import sys, thulium_mock.app, thulium_mock.server.server\n"
        "assert not {'httpx', 'requests', 'starlette.testclient', 'trustme'} & set(sys.modules)"
    )


def test_others_get_the_real_modules() -> None:
    """Who imports the modules that the mock keeps away gets them as they are; connexion does too, when it needs one."""
    run(
        "import thulium_mock.app, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "import connexion, httpx, requests\n"
        "from starlette.testclient import TestClient\n"
        "assert isinstance(connexion.AsyncApp('app').test_client(), TestClient)\n"
        "assert issubclass(httpx.HTTPError, Exception) and issubclass(requests.HTTPError, Exception)\n"
    )


def test_modules_that_are_there_stay() -> None:
    """A module that was imported before the mock stays the same."""
    run(
        "import httpx, sys\nbefore = sys.modules['httpx']\nimport thulium_mock.app\n"
        "assert sys.modules['httpx'] is before\nimport connexion.security\nassert connexion.security.httpx is before"
    )
