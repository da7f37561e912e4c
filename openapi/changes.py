"""Changes between two versions of the document, each classed by a table: whom it breaks, and which version follows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from openapi.document import Content, at, join, resolve
from openapi.facts import STATUSES, Fact, facts

LEVELS = ("patch", "minor", "major")

_RULES = yaml.safe_load(Path(__file__).with_name("change_rules.yaml").read_bytes())

_LOWER = {"minimum", "minLength", "minItems", "minProperties"}
_UPPER = {"maximum", "maxLength", "maxItems", "maxProperties", "x-request-target-limit"}
_FLAGS = {"required", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum"}
_RESTRICTIONS = (
    _LOWER | _UPPER | _FLAGS | {"additionalProperties", "enum", "format", "multipleOf", "pattern", "security"}
)
_ALTERNATIVES = {"enum", "security", "servers"}


@dataclass(frozen=True)
class Change:
    """Change of one part of the document, or of what is known of it.

    ``pointer`` is where it is written, ``level`` one of `LEVELS`, ``breaks`` whom it breaks.
    """

    subject: str
    what: str
    pointer: str
    level: str
    breaks: str | None = None
    is_fact: bool = False

    def __str__(self) -> str:
        """Return a line of the report."""
        kind = f"breaks {self.breaks}" if self.breaks else "fact" if self.is_fact else self.level
        return f"{kind:17} {self.subject}: {self.what} (#{self.pointer})"


def changes(old: Content, new: Content) -> list[Change]:
    """Return what changed, the gravest first; a component is named once for each way in which it is used."""
    before, after = _parts(old), _parts(new)
    found = []
    for path in dict.fromkeys([*before, *after]):
        pointer, one = before.get(path, ("", None))
        pointer, two = after.get(path, (pointer, None))
        above = path.rpartition("/")[0]
        # Of what is new or gone with all that is in it, the whole is named; of a path, its operations are.
        if one != two and not _is_path(path) and (_is_path(above) or (above in before and above in after)):
            there, document = (after, new) if path in after else (before, old)
            found.append(_classed(path, pointer, one, two, f"{path}/required" in there, document))
    places = _positions(after)
    for path, place in _positions(before).items():
        if places.get(path, place) != place:
            told = f"argument {place} → {places[path]}"
            found.append(Change(_subject(path, after[path][0], new), told, after[path][0], "major", "positions"))
    return sorted(dict.fromkeys([*found, *_facts(old, new)]), key=lambda each: -LEVELS.index(each.level))


def _is_path(path: str) -> bool:
    return path.startswith("/paths/") and path.count("/") == 2


def level(found: Sequence[Change]) -> str | None:
    """Return the level of the version that changes ask for; None where nothing changed."""
    return max((each.level for each in found), key=LEVELS.index, default=None)


def following(version: str, step: str) -> str:
    """Return the version that follows one at a level."""
    place = len(LEVELS) - 1 - LEVELS.index(step)
    numbers = [int(each) for each in version.split(".")]
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]))


_OBJECT = object()
"""The value of a part that has members."""

_Parts = dict[str, tuple[str, Any]]
"""Pointer and value of each part, by its path: references are followed, and lists have members."""


def _parts(document: Content) -> _Parts:
    """Return the parts of a document; of components, whose content is found where it is used, the names."""
    components = document.get("components", {})
    names: Content = {kind: dict.fromkeys(each, True) for kind, each in components.items()}
    names["securitySchemes"] = components.get("securitySchemes", {})
    parts: _Parts = {}

    def collect(path: str, pointer: str, value: Any, above: tuple[str, ...]) -> None:
        while isinstance(value, dict) and "$ref" in value:
            pointer = value["$ref"].removeprefix("#")
            if pointer in above:  # A cycle, whose content is there by now.
                return
            above, value = (*above, pointer), at(document, pointer)
        key = path.rpartition("/")[2]
        if (key in (*_FLAGS, "nullable") and value is False) or (key == "additionalProperties" and value is True):
            return  # What holds without a word.
        members = _members(key, value, document)
        parts[path] = (pointer, _OBJECT if members is not None else "null" if value is None else value)
        for name, (place, member) in (members or {}).items():
            if name != "x-facts":
                collect(join(path, name), pointer + place, member, above)

    collect("", "", {**document, "components": names}, ())
    return parts


def _members(key: str, value: Any, document: Content) -> dict[str, tuple[str, Any]] | None:
    """Return the members of an object, or of a list whose items have names, each with the end of its pointer.

    Returns None for what has no members.
    """
    if isinstance(value, list) and key in _NAMES:
        names = [_NAMES[key](resolve(document, each) if isinstance(each, dict) else each) for each in value]
        return {name: (f"/{index}", each) for index, (name, each) in enumerate(zip(names, value, strict=True))}
    if not isinstance(value, dict):
        return None
    members = {name: (join("", name), each) for name, each in value.items()}
    if isinstance(required := value.get("required"), list):
        listed = {name: resolve(document, each) for name, each in value.get("properties", {}).items()}
        marked = {name: {**each, "required": name in required} for name, each in listed.items()}
        members |= {"properties": ("/properties", marked), "required": ("/required", False)}
    return members


_NAMES: Mapping[str, Callable[[Any], str]] = {
    "enum": str,
    "parameters": lambda parameter: f"{parameter['in']} {parameter['name']}",
    "security": lambda alternative: " and ".join(alternative) or "nobody",
    "servers": lambda server: server["url"],
    "tags": lambda tag: tag["name"] if isinstance(tag, dict) else tag,
}


def _positions(parts: _Parts) -> dict[str, int]:
    """Return the position of each parameter among those of its operation.

    Headers come last, and nobody passes them by position: another parameter may come before them.
    """
    places: dict[str, int] = {}
    operations: Counter[str] = Counter()
    for path in parts:
        if found := re.fullmatch(r"(/paths/[^/]+/[^/]+/parameters)/(?!header )[^/]+", path):
            operations[found[1]] += 1
            places[path] = operations[found[1]]
    return places


def _what(path: str, old: Any, new: Any, required: bool) -> str:
    """Return what happened to a part, in the words of the rules."""
    above, key = path.split("/")[-2:]
    if old is not None and new is not None:
        return "changed" if key not in _LOWER | _UPPER else "narrower" if (new > old) is (key in _LOWER) else "wider"
    what = "added" if old is None else "removed"
    if above in ("parameters", "properties"):
        return "narrower" if what == "added" and required else what
    if above in _ALTERNATIVES or key == "nullable":
        return "wider" if what == "added" else "narrower"
    if key in _RESTRICTIONS:
        return "narrower" if what == "added" else "wider"
    return what


def _classed(path: str, pointer: str, old: Any, new: Any, required: bool, document: Content) -> Change:
    """Return a change with what the first fitting row of the rules says of it."""
    what = _what(path, old, new, required)
    rule = next(each for each in _RULES if what in each.get("what", [what]) and re.fullmatch(each["where"], path))
    key = path.rpartition("/")[2].replace("~1", "/")
    if old is None or new is None or _OBJECT in (old, new):
        told = f"{key} is {'new' if old is None else 'gone' if new is None else 'another'}"
    else:
        told = f"{key} {_short(old)} → {_short(new)}"
    return Change(_subject(path, pointer, document), told, pointer, rule.get("level", "major"), rule.get("breaks"))


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _subject(path: str, pointer: str, document: Content) -> str:
    """Return what a changelog calls a part: its property, parameter, header, component, event or operation."""
    for pattern, text in (
        (r".*/(?:properties|headers)/([^/]+)", path),
        (r".*/parameters/\w+ ([^/]+)", path),
        (r"/components/[^/]+/([^/]+)", pointer),
        (r".*/callbacks/([^/]+)", path),
    ):
        if found := re.match(pattern, text):
            return found[1]
    if found := re.match(r"/paths/([^/]+)/([^/]+)", path):
        return str(at(document, found[0])["operationId"])
    return path.split("/")[2 if path.startswith("/paths/") else 1].replace("~1", "/")


def _facts(old: Content, new: Content) -> Iterator[Change]:
    """Yield the facts that are new or gone, or whose status or words are others."""
    before, after = facts(old), facts(new)
    for name in dict.fromkeys([*before, *after]):
        one, two = before.get(name), after.get(name)
        if one is None or two is None:
            for fact, what in ((one, "gone"), (two, "new")):
                if fact:
                    yield Change(name, f"{fact.status}, {what}", _pointer(fact), "minor", is_fact=True)
        elif one.status != two.status:
            better = STATUSES.index(two.status) < STATUSES.index(one.status)
            what = f"{one.status} → {two.status}{'' if better else ', which is less'}"
            yield Change(name, what, _pointer(two), "minor", is_fact=True)
        elif (one.fact, one.reason, one.source) != (two.fact, two.reason, two.source):
            yield Change(name, "other words", _pointer(two), "patch", is_fact=True)


def _pointer(fact: Fact) -> str:
    return fact.pointers[0]
