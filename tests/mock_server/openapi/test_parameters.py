"""Parameters compiled from a document: typed values, or all faults; and the documents that are refused."""

from typing import Any

import pytest
from thulium_mock.errors import InvalidRequest
from thulium_mock.openapi.parameters import Parameters, UnsupportedDocument


def parameter(name: str, number: int, *, required: bool = False, where: str = "query", **schema: Any) -> dict[str, Any]:
    """Return a parameter object."""
    return {"name": name, "in": where, "required": required, "schema": schema, "x-error-number": number}


PARAMETERS = Parameters(
    [
        parameter("id", 1, required=True, type="integer", minimum=1, maximum=9),
        parameter("name", 2, type="string", pattern="^[a-zł]+$"),
        parameter("offset", 3, type="integer", minimum=-9, maximum=9, default=0),
        parameter("item", 4, required=True, where="path", type="string", pattern="^x"),
        {"name": "Accept-Language", "in": "header", "schema": {"type": "string"}},
    ]
)


def codes(query: bytes, item: str = "x1") -> list[int]:
    """Return the codes of the faults of a query string."""
    with pytest.raises(InvalidRequest) as refused:
        PARAMETERS.read(query, {"item": item.encode()})
    return [entry.code for entry in refused.value.entries]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (b"id=1", {"id": 1, "offset": 0}),
        (b"id=9&name=%C5%82a&offset=-9", {"id": 9, "name": "ła", "offset": -9}),
        (b"id=1&name=&offset=", {"id": 1, "offset": 0}),
        (b"id=1&unknown=%FF&offset=0", {"id": 1, "offset": 0}),
    ],
)
def test_values_are_typed_and_defaults_apply(query: bytes, values: dict[str, Any]) -> None:
    """Valid parameters come out by name, typed, with the defaults of those not given."""
    assert PARAMETERS.read(query, {"item": b"x1"}) == {**values, "item": "x1"}


@pytest.mark.parametrize("query", [b"", b"&", b"id=1&name=", b"%69d=1", b"&offset=0&"])
def test_known_parameters_may_be_all_that_there_are(query: bytes) -> None:
    """However they are written, what the document knows is never unknown."""
    PARAMETERS.refuse_unknown(query)


@pytest.mark.parametrize("query", [b"nam=x", b"id=1&Name=x", b"item=x", b"id=1&=", b"%FF", b"id%00=1", b"id+=1"])
def test_unknown_parameters_can_be_refused(query: bytes) -> None:
    """Who asks for that is told which ones there are, and nothing of what was sent."""
    with pytest.raises(InvalidRequest, match="is not known here: use id, name, offset"):
        PARAMETERS.refuse_unknown(query)
    with pytest.raises(InvalidRequest, match="There are no query parameters here"):
        Parameters([]).refuse_unknown(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (b"", [400011]),
        (b"id=", [400011]),
        (b"id=1&id=1", [400012]),
        (b"id=1&name=%FF", [400023]),
        *((b"id=" + text, [400014]) for text in (b"x", b"01", b"%2B1", b"+1", b"1+", b"1.0", b"1e0", b"-0", b"%D9%A1")),
        (b"id=0", [400015]),
        (b"id=10", [400015]),
        (b"id=-1", [400015]),
        (b"id=" + b"9" * 5000, [400015]),
        (b"id=-" + b"9" * 5000, [400015]),
        (b"id=1&name=A", [400026]),
        (b"id=1&name=a%0A", [400026]),
        (b"offset=x&name=A&id=0", [400015, 400026, 400034]),
    ],
)
def test_every_fault_is_found_in_document_order(query: bytes, expected: list[int]) -> None:
    """Each wrong parameter gives one fault, whatever the order of the query."""
    assert codes(query) == expected


def test_path_parameters_are_held_to_their_schema() -> None:
    """A path parameter that breaks its pattern is a fault like any other."""
    assert codes(b"id=1", item="y") == [400046]


def test_sentences_say_how_to_mend_the_request() -> None:
    """A sentence names the parameter and the rule, in both languages."""
    with pytest.raises(InvalidRequest) as refused:
        PARAMETERS.read(b"id=0", {"item": b"x"})
    assert refused.value.entries[0].sentences == {
        "en": "The parameter id is out of range: give a number from 1 to 9.",
        "pl": "Parametr id jest poza zakresem: podaj liczbę od 1 do 9.",
    }


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (parameter("a", 1, type="string", const="x"), "the schema keyword const is not implemented"),
        (parameter("a", 1, type="array"), "only the types integer, string, boolean"),
        (parameter("a", 0, type="string"), "x-error-number from 1 to 99"),
        (parameter("a", 100, type="string"), "x-error-number from 1 to 99"),
        ({"name": "a", "in": "header", "schema": {"type": "integer"}}, "only a plain string"),
    ],
)
def test_a_document_beyond_what_is_implemented_is_refused(bad: dict[str, Any], reason: str) -> None:
    """The mock does not start on what it would silently ignore."""
    with pytest.raises(UnsupportedDocument, match=reason):
        Parameters([bad])
