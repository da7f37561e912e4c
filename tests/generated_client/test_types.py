"""Types and objects: annotations that tools can read, and results that nothing can change."""

import copy
import dataclasses
import inspect
import json
import pickle
import pydoc
import typing
import uuid
from typing import Any

import httpx
import pydantic
import pytest
import thulium_chat
from thulium_chat import ApiError, ArgumentError, AsyncThuliumChat, Conversation, ErrorDetail, ThuliumChat

from tests.generated_client.support import CONVERSATION_ID, ENVELOPE, STARTED, Recorder, Start

PUBLIC = [getattr(thulium_chat, name) for name in thulium_chat.__all__ if isinstance(getattr(thulium_chat, name), type)]
CALLABLES = [
    member
    for kind in PUBLIC
    for name, member in inspect.getmembers(kind, inspect.isfunction)
    if member.__module__.startswith("thulium_chat") and (not name.startswith("_") or name == "__init__")
]


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda each: each.__name__)
def test_annotations_of_classes(kind: type) -> None:
    """The annotations of a public class and its bases can be resolved."""
    assert isinstance(typing.get_type_hints(kind), dict)


@pytest.mark.parametrize("function", CALLABLES, ids=lambda each: each.__qualname__)
def test_annotations(function: Any) -> None:
    """Every annotation of a public function can be resolved, and every argument has one."""
    hints = typing.get_type_hints(function)
    signature = inspect.signature(function, eval_str=True)
    assert [name for name in signature.parameters if name != "self" and name not in hints] == []
    assert "return" in hints


def test_pydantic() -> None:
    """pydantic's validate_call checks a call of either client, also where a timeout is one of httpx."""
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(Recorder())) as chat:
        start = pydantic.validate_call(chat.start_conversation)
        assert isinstance(start(3, timeout=httpx.Timeout(5)), Conversation)
        assert isinstance(start("3", timeout=None), Conversation)  # type: ignore[arg-type]
        with pytest.raises(pydantic.ValidationError):
            start("x")  # type: ignore[arg-type]
    for function in (ThuliumChat.start_conversation, AsyncThuliumChat.start_conversation):
        pydantic.validate_call(function)


def test_dir_and_help() -> None:
    """dir() and help() name everything public."""
    assert set(thulium_chat.__all__) <= set(dir(thulium_chat))
    text = pydoc.plain(pydoc.render_doc(thulium_chat))
    assert [name for name in thulium_chat.__all__ if name not in text] == ["__version__"]
    assert f"VERSION\n    {thulium_chat.__version__}" in text
    for name in ("start_conversation", "with_options", "base_url", "is_closed", "close"):
        assert name in pydoc.plain(pydoc.render_doc(ThuliumChat))
        assert name in dir(ThuliumChat)


def test_results_are_immutable(start: Start) -> None:
    """Neither fields nor unknown fields of a result can be set."""
    conversation = start(Recorder(httpx.Response(200, json={**STARTED, "new": 1})))
    detail = ErrorDetail("It is wrong.", 400011)
    for result in (conversation, detail):
        with pytest.raises(TypeError):
            result.additional_properties["new"] = 2  # type: ignore[index]
        for change in ("clear", "popitem"):
            with pytest.raises(TypeError):
                getattr(result.additional_properties, change)()
        for field in dataclasses.fields(result):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(result, field.name, None)


def test_results_are_values(start: Start) -> None:
    """Results with the same fields are equal, and have the same hash."""
    one, other = (start(Recorder(httpx.Response(200, json={**STARTED, "new": [1]}))) for _ in range(2))
    assert one == other == Conversation(uuid.UUID(CONVERSATION_ID), additional_properties={"new": [1]})
    assert len({one, other}) == 1
    assert one != Conversation(uuid.UUID(CONVERSATION_ID))
    assert len({ErrorDetail("m", 1), ErrorDetail("m", 1), ErrorDetail("m", 2)}) == 2


def test_results_are_copied(start: Start) -> None:
    """A result survives pickling and copying whole, its raw answer included."""
    conversation = start(Recorder(httpx.Response(200, json={**STARTED, "new": 1}, headers={"X-Served-By": "a"})))
    for twin in (pickle.loads(pickle.dumps(conversation)), copy.copy(conversation), copy.deepcopy(conversation)):
        assert twin == conversation
        assert twin.to_dict() == {**STARTED, "new": 1}
        assert twin.response.headers["X-Served-By"] == "a"


def test_results_are_serialized(start: Start) -> None:
    """json, dataclasses and pydantic take a result, without the raw answer."""
    conversation = start(Recorder(httpx.Response(200, json={**STARTED, "new": {"a": [1]}})))
    fields = {"additional_properties": {"new": {"a": [1]}}, "conversation_id": uuid.UUID(CONVERSATION_ID)}
    assert dataclasses.asdict(conversation) == fields
    assert pydantic.TypeAdapter(Conversation).dump_python(conversation) == fields
    assert json.loads(json.dumps(conversation.additional_properties)) == {"new": {"a": [1]}}
    assert json.loads(json.dumps(conversation.to_dict())) == {**STARTED, "new": {"a": [1]}}


def test_raw_answer(start: Start) -> None:
    """A conversation has the raw answer: status, headers and body, and no credentials of the request."""
    headers = {"X-Served-By": "a", "Set-Cookie": "b=c"}
    response = start(Recorder(httpx.Response(200, json=STARTED, headers=headers))).response
    assert (response.status_code, response.headers["X-Served-By"], response.json()) == (200, "a", STARTED)
    assert response.is_success
    assert response.request.url.path == "/api/chat_conversations/start"
    assert "Authorization" not in response.request.headers
    with pytest.raises(AttributeError, match="did not come in an answer"):
        _ = Conversation(uuid.UUID(CONVERSATION_ID)).response


def test_details_of_an_error_are_results(start: Start) -> None:
    """The entries of an error are values too."""
    with pytest.raises(ApiError) as caught:
        start(Recorder(httpx.Response(400, json=ENVELOPE)))
    assert caught.value.errors == (ErrorDetail("It is wrong.", 400011),)
    assert isinstance(hash(caught.value.errors), int)


@pytest.mark.parametrize("client", [ThuliumChat, AsyncThuliumChat])
def test_repr_of_a_client_that_was_never_made(client: Any) -> None:
    """A debugger can show a client whose settings were refused."""
    assert repr(client.__new__(client)) == f"<{client.__name__} without settings>"


@pytest.mark.parametrize(
    ("client", "given", "value", "sentence"),
    [
        (ThuliumChat, "transport", httpx.AsyncHTTPTransport(verify=False), "handle_request, for ThuliumChat"),
        (
            AsyncThuliumChat,
            "transport",
            httpx.HTTPTransport(verify=False),
            "handle_async_request, for AsyncThuliumChat",
        ),
        (ThuliumChat, "transport", "http://proxy", "handle_request"),
        (ThuliumChat, "http_client", httpx.AsyncClient(verify=False), "httpx.Client, for ThuliumChat"),
        (AsyncThuliumChat, "http_client", httpx.Client(verify=False), "httpx.AsyncClient, for AsyncThuliumChat"),
        (ThuliumChat, "limits", 10, "must be an httpx.Limits"),
        (ThuliumChat, "proxy", 3, "proxy"),
        (ThuliumChat, "app_info", "my shop", "my-shop/1.2"),
        (ThuliumChat, "app_info", "a\r\nX: 1", "my-shop/1.2"),
        (ThuliumChat, "app_info", "żółw/1", "my-shop/1.2"),
        (ThuliumChat, "app_info", 3, "my-shop/1.2"),
        (ThuliumChat, "trust_env", "no", "must be True or False"),
    ],
)
def test_settings_of_the_wrong_kind(client: Any, given: str, value: Any, sentence: str) -> None:
    """A setting of the wrong kind is named when the client is made, not when it is used."""
    with pytest.raises(thulium_chat.ThuliumError, match=sentence) as caught:
        client("s", "u", "p", **{given: value})
    assert str(caught.value).startswith(given)


@pytest.mark.parametrize("name", ["transport", "limits", "proxy", "verify"])
def test_settings_beside_an_httpx_client(name: str) -> None:
    """What an httpx client has already is not given beside it."""
    settings: dict[str, Any] = {
        "transport": httpx.MockTransport(Recorder()),
        "limits": httpx.Limits(),
        "proxy": "http://a:1",
        "verify": False,
    }
    with pytest.raises(ArgumentError, match=f"^{name} must not be given beside http_client"):
        ThuliumChat("s", "u", "p", http_client=httpx.Client(), **{name: settings[name]})


@pytest.mark.parametrize("settings", [{"limits": httpx.Limits()}, {"proxy": "http://a:1"}], ids=str)
def test_settings_beside_a_transport(settings: dict[str, Any]) -> None:
    """What a transport has already is not given beside it."""
    with pytest.raises(ArgumentError, match="must not be given beside transport"):
        ThuliumChat("s", "u", "p", transport=httpx.MockTransport(Recorder()), **settings)
