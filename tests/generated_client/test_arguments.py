"""Which arguments are sent, and which are refused before anything is."""

import enum
import ssl
from pathlib import Path
from typing import Any

import certifi
import pytest
from thulium_chat import ArgumentError, AsyncThuliumChat, ThuliumChat
from thulium_chat._generated.document import REQUEST_TARGET_LIMIT

from tests.generated_client.support import Recorder, Start

LARGEST = 2147483647
AN_ID = f"pass an int from 1 to {LARGEST}"


class Queue(enum.IntEnum):
    """A queue of a caller who names them."""

    SALES = 3


class Name(str, enum.Enum):  # noqa: UP042 – str() of this kind of Enum is not its value
    """A name of a caller who has a list of them."""

    JAN = "Jan"


class Shouting(str):
    """A text that prints as another."""

    __slots__ = ()

    def __str__(self) -> str:
        """Print as another text."""
        return self.upper()


def refused(start: Start, **arguments: Any) -> ArgumentError:
    """The call is refused before anything is sent."""
    recorder = Recorder()
    with pytest.raises(ArgumentError) as caught:
        start(recorder, **arguments)
    assert recorder.requests == []
    assert isinstance(caught.value, ValueError)
    assert not caught.value.maybe_started
    return caught.value


def sent(start: Start, **arguments: Any) -> dict[str, str]:
    """The parameters that the call sends."""
    recorder = Recorder()
    start(recorder, **arguments)
    return dict(recorder.request.url.params.multi_items())


@pytest.mark.parametrize("value", [1, 3, LARGEST, Queue.SALES])
def test_integers(start: Start, value: int) -> None:
    """Whole numbers within their bounds are sent in decimal digits."""
    assert sent(start, chat_queue_id=value, customer_id=value) == {
        "chat_queue_id": f"{value:d}",
        "customer_id": f"{value:d}",
    }


@pytest.mark.parametrize(
    ("value", "text"), [(1234, "1234"), (0, "0"), (-5, "-5"), (10**100, str(10**100)), (Queue.SALES, "3")]
)
def test_integer_client_id(start: Start, value: int, text: str) -> None:
    """The client's external id may be an int; it is sent in decimal digits."""
    assert sent(start, client_id=value)["client_id"] == text


def test_huge_client_id(start: Start) -> None:
    """An int of more digits than Python turns into text is refused."""
    assert refused(start, client_id=10**5000).parameter == "client_id"


def test_text_of_another_class(start: Start) -> None:
    """The value of an Enum or another kind of text is sent, not what it prints as."""
    found = sent(start, client_name=Name.JAN, client_surname=Shouting("Kowalski"))
    assert (found["client_name"], found["client_surname"]) == ("Jan", "Kowalski")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"chat_queue_id": None}, f"chat_queue_id is required: {AN_ID}, such as 3"),
        (
            {"customer_id": "3"},
            f"customer_id must be a whole number, not str: {AN_ID}, such as 1",
        ),
        (
            {"customer_id": 0},
            f"customer_id must be at least 1 (an assumed bound): {AN_ID}, such as 1",
        ),
        ({"client_name": 3}, "client_name must be a text, not int: pass a str, such as 'Jan'"),
        (
            {"client_email": "jan"},
            "client_email is malformed (an assumed rule): it must be one e-mail address such as "
            "jan.kowalski@example.org, without spaces",
        ),
    ],
)
def test_what_the_error_says(start: Start, arguments: dict[str, Any], sentence: str) -> None:
    """A refusal says what is wrong, how to mend it, and whether a rule is only assumed."""
    error = refused(start, **arguments)
    assert str(error) == sentence
    assert error.parameter in arguments


def test_target_limit(start: Start) -> None:
    """Path and query together may have as many bytes as the document allows, and not one more."""
    rest = len("/api/chat_conversations/start?chat_queue_id=3&client_name=")
    fits = "x" * (REQUEST_TARGET_LIMIT - rest)
    assert sent(start, client_name=fits)["client_name"] == fits
    error = refused(start, client_name=fits + "x")
    assert str(error) == (
        "arguments are too long together: they would be 64001 bytes of path and query, "
        "and at most 64000 bytes (an assumed bound) are allowed: shorten them"
    )


@pytest.mark.parametrize("text", ["x" * 70000, "ż" * 20000, "x" * 10_000_000])
def test_far_beyond_the_target_limit(start: Start, text: str) -> None:
    """Text that no URL can hold is refused with the same error."""
    assert "at most 64000 bytes (an assumed bound) are allowed" in str(refused(start, client_name=text))


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
