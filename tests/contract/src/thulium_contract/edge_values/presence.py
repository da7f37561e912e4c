"""Every parameter missing, empty, blank and repeated."""

from collections.abc import Iterator
from typing import Any

from thulium_contract.edge_values.row import (
    INTEGERS,
    MALFORMED,
    MISSING,
    NOT_AN_INTEGER,
    PARAMETERS,
    REPEATED,
    EdgeValue,
    code,
)


def presence() -> Iterator[EdgeValue]:
    """Every parameter missing, empty, blank and repeated."""
    valid = {"chat_queue_id": "3", "customer_id": "1", "client_email": "a@b"}
    everything = {name: valid.get(name, "x") for name in PARAMETERS}
    for name, good in everything.items():
        required = name == "chat_queue_id"
        others = "&".join(f"{key}={text}" for key, text in everything.items() if key != name)
        absent = (code(name, MISSING),) if required else ()
        malformed = (code(name, NOT_AN_INTEGER if name in INTEGERS else MALFORMED),)
        repeated = (code(name, REPEATED),)
        values: dict[str, Any] = {key: int(text) if key in INTEGERS else text for key, text in everything.items()}
        del values[name]
        yield EdgeValue(
            f"{name}-missing",
            others,
            "Only chat_queue_id is required.",
            absent,
            values | {name: None},
        )
        yield EdgeValue(
            f"{name}-empty",
            f"{others}&{name}=",
            "An empty value counts as not given.",
            absent,
            None if name in INTEGERS else values | {name: ""},
        )
        yield EdgeValue(
            f"{name}-without-equals-sign",
            f"{others}&{name}",
            "A name without an equals sign has an empty value.",
            absent,
        )
        yield EdgeValue(
            f"{name}-blank",
            f"{others}&{name}=%20%20%20",
            "A value of nothing but spaces is refused.",
            malformed,
            values | {name: "   "},
        )
        yield EdgeValue(
            f"{name}-blank-as-plus",
            f"{others}&{name}=++",
            "A plus sign is a space, and a value of nothing but spaces is refused.",
            malformed,
        )
        yield EdgeValue(
            f"{name}-repeated",
            f"{name}={good}&{others}&{name}={good}",
            "A parameter is given at most once, even with the same value.",
            repeated,
            values | {name: [good, good]},
        )
        yield EdgeValue(
            f"{name}-repeated-empty-first",
            f"{name}=&{others}&{name}={good}",
            "A parameter is given at most once, even if one of its values is empty.",
            repeated,
        )
        yield EdgeValue(
            f"{name}-repeated-empty-twice",
            f"{name}=&{others}&{name}=",
            "A parameter is given at most once, even if all of its values are empty.",
            repeated,
        )
        yield EdgeValue(
            f"{name}-repeated-encoded-name",
            f"{name}={good}&{others}&%63{name[1:]}={good}",
            "A name is the same name however it is encoded.",
            repeated,
        )
