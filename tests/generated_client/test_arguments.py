"""Which arguments are sent, and which are refused before anything is."""

import ssl
from pathlib import Path
from typing import Any

import certifi
import pytest
from thulium_chat import ArgumentError, AsyncThuliumChat, ThuliumChat

from tests.generated_client.support import Recorder, Start

AN_ID = "pass an int from 1 to 2147483647"


def refused(start: Start, **arguments: Any) -> ArgumentError:
    """The call is refused before anything is sent."""
    recorder = Recorder()
    with pytest.raises(ArgumentError) as caught:
        start(recorder, **arguments)
    assert recorder.requests == []
    assert isinstance(caught.value, ValueError)
    assert not caught.value.maybe_started
    return caught.value


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"chat_queue_id": None}, f"chat_queue_id is required: {AN_ID}, such as 3"),
        ({"customer_id": "3"}, f"customer_id must be a whole number, not str: {AN_ID}, such as 1"),
        ({"customer_id": 0}, f"customer_id must be at least 1 (an assumed bound): {AN_ID}, such as 1"),
        ({"client_name": 3}, "client_name must be a text, not int: pass a str, such as 'Jan'"),
        (
            {"client_email": "jan"},
            "client_email is malformed (an assumed rule): it must be one e-mail address such as "
            "jan.kowalski@example.org, without spaces",
        ),
        (
            {"client_name": "x" * 64_000},
            "arguments are too long together: they would be 64058 bytes of path and query, and at most 64000 bytes "
            "(an assumed bound) are allowed: shorten them",
        ),
    ],
)
def test_what_the_error_says(start: Start, arguments: dict[str, Any], sentence: str) -> None:
    """A refusal says what is wrong, how to mend it, and whether a rule is only assumed."""
    error = refused(start, **arguments)
    assert str(error) == sentence
    assert error.parameter in (*arguments, "arguments")


@pytest.mark.parametrize("value", [None, 1, b"cert.pem", "/no/such/file.pem", __file__])
@pytest.mark.parametrize("client", [ThuliumChat, AsyncThuliumChat])
def test_bad_verify(client: type[ThuliumChat], value: Any) -> None:
    """Certificates are verified, or not, or by those of a file or folder, or as an SSL context says."""
    with pytest.raises(ArgumentError, match=r"^verify must "):
        client("s", "u", "p", verify=value)


@pytest.mark.parametrize(
    "value",
    [True, False, ssl.create_default_context(), certifi.where(), Path(certifi.where()), Path(certifi.where()).parent],
    ids=["yes", "no", "context", "file", "path", "folder"],
)
def test_verify(value: Any) -> None:
    """Each way to verify certificates gives a client."""
    ThuliumChat("s", "u", "p", verify=value).close()


def test_no_value_in_the_error(start: Start) -> None:
    """An error does not repeat the value, which may be personal."""
    assert "sekret" not in repr(refused(start, client_email="sekret"))
    assert "sekret" not in repr(refused(start, headers={"X-Token": "sekret\n"}))
