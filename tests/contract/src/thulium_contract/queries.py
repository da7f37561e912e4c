"""Query strings: each value alone and beside other parameters, in all orders and spellings, and all faults together."""

import itertools
import random
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from thulium_contract.cast import OF_CHANCE
from thulium_contract.edge_values import EMAILS, INTEGERS, PARAMETERS, TARGET_LIMIT, TEXTS
from thulium_contract.values import MAXIMUM, VALUES, any_text

_QUEUE = "chat_queue_id"
_LONG = 9000
_OTHERS = tuple(name for name in PARAMETERS if name != _QUEUE)

_FAULTY = {
    "integer": ("0", "-1", "2147483648", "abc", "007", "%2B1", "1.0", "%ff", "%20", "99999999999999999999"),
    "text": ("%00", "a%0Ab", "a%0A", "%09", "a%7F", "%20%20", "%ff", "a%C5", "%ED%A0%80", "%1F"),
    "email": ("abc", "a@b@c", "@b", "a@", "a%20b@c", "a@b..c", "a@b%0A", "%ff@b", "a@b.", "a@b_c"),
}
_SOUND = {
    "integer": ("1", "%31", "2147483647", "3"),
    "text": ("x", "Jan", "%C5%BC", "a+b", "0"),
    "email": ("a@b", "J@B.PL"),
}


@dataclass(frozen=True)
class Query:
    """A query string, and the reason to send it."""

    text: str
    why: str


def kind(name: str) -> str:
    """Return which kind of values a parameter takes."""
    return "integer" if name in INTEGERS else "email" if name in EMAILS else "text"


def numbers(rng: random.Random, queue: int) -> Iterator[Query]:
    """Yield each value of each integer, alone or beside other parameters."""
    yield from _singles(INTEGERS, rng, queue)


def addresses(rng: random.Random, queue: int) -> Iterator[Query]:
    """Yield each e-mail address, alone or beside other parameters."""
    yield from _singles(EMAILS, rng, queue)


def _singles(names: Iterable[str], rng: random.Random, queue: int) -> Iterator[Query]:
    for name in names:
        yield from (_single(name, raw, rng, queue) for raw in dict.fromkeys(VALUES[name](rng)))


def texts(rng: random.Random, queue: int) -> Iterator[Query]:
    """Yield each value of each text.

    Texts of the same kind go together, which saves requests: whatever is wrong with one of them shows all the same.
    """
    for index, raws in enumerate(zip(*(VALUES[name](rng) for name in TEXTS), strict=True)):
        if max(map(len, raws)) > _LONG:
            yield from (_single(name, raw, rng, queue) for name, raw in zip(TEXTS, raws, strict=True))
        else:
            pieces = [f"{name}={raw}" for name, raw in zip(TEXTS, raws, strict=True)]
            yield Query("&".join([f"{_QUEUE}={queue}", *pieces]), f"values of {' and '.join(TEXTS)}")
        if index % 3 == 0:
            place = rng.randrange(len(TEXTS))
            yield _single(list(TEXTS)[place], raws[place], rng, queue)


def combinations(rng: random.Random, queue: int) -> Iterator[Query]:
    """Yield a fault beside each set of other parameters, each pair of faults, and parameters in many orders."""
    for name in PARAMETERS:
        rest = [each for each in PARAMETERS if each not in (name, _QUEUE)]
        for size in range(len(rest) + 1):
            for others in itertools.combinations(rest, size):
                pieces = [f"{each}={rng.choice(_SOUND[kind(each)])}" for each in others]
                if name != _QUEUE:
                    pieces.insert(rng.randint(0, len(pieces)), f"{_QUEUE}={queue}")
                why = f"a faulty {name} beside {' and '.join(others) or 'nothing'}"
                for position in {0, len(pieces) // 2, len(pieces)}:
                    raw = rng.choice(_FAULTY[kind(name)])
                    yield Query("&".join([*pieces[:position], f"{name}={raw}", *pieces[position:]]), why)
    for first, second in itertools.permutations(PARAMETERS, 2):
        for one, two in itertools.product(_faults(first, rng), _faults(second, rng)):
            pieces = [*one, *two]
            if _QUEUE not in (first, second):
                pieces.insert(rng.randint(0, len(pieces)), f"{_QUEUE}={queue}")
            yield Query("&".join(pieces), f"faults of {first} and {second}")
    orders = [order for size in (2, 3) for order in itertools.permutations(PARAMETERS, size) if _QUEUE in order]
    for order in [*orders, *rng.sample(list(itertools.permutations(PARAMETERS)), 120)]:
        pieces = [f"{name}={queue if name == _QUEUE else rng.choice(_SOUND[kind(name)])}" for name in order]
        yield Query("&".join(pieces), "parameters in some order")
    for count in range(len(_OTHERS) + 1):
        for names in itertools.combinations(_OTHERS, count):
            for sound in range(2):
                pieces = [f"{name}={_SOUND[kind(name)][sound]}" for name in names]
                yield Query("&".join([f"{_QUEUE}={queue}", *pieces]), "some parameters")
                yield Query("&".join(pieces), "some parameters without the required one")


def spellings(rng: random.Random, queue: int) -> Iterator[Query]:
    """Yield names that are written otherwise, that come twice, or that only look like a documented one."""
    base = f"{_QUEUE}={queue}"
    for name in PARAMETERS:
        sound = str(queue) if name == _QUEUE else _SOUND[kind(name)][0]
        bad = _FAULTY[kind(name)][0]
        encoded = "".join(f"%{ord(character):02x}" for character in name)
        for value in (sound, bad, ""):
            before = [] if name == _QUEUE else [base]
            for alias in (
                encoded,
                encoded.upper(),
                name.replace("_", "%5F"),
                f"%{ord(name[0]):02X}{name[1:]}",
            ):
                yield Query("&".join([*before, f"{alias}={value}"]), f"{name}, its name encoded")
                yield Query("&".join([*before, f"{alias}={value}", f"{name}={sound}"]), f"{name} twice, once encoded")
            for alias in _not_names(name):
                yield Query("&".join([base, f"{alias}={value}"]), f"a name that is not {name}")
                if name == _QUEUE:
                    yield Query(f"{alias}={value}", f"a name that is not {name}")
        for one, two in itertools.product((sound, bad, "", "%20"), repeat=2):
            for between in ("", "client_name=x&" if name != "client_name" else "client_id=y&", "u=1&", "&"):
                rest = "" if name == _QUEUE else f"{base}&"
                yield Query(f"{rest}{name}={one}&{between}{name}={two}", f"{name} twice")
        for count in (3, 4, 5, 10, 50):
            rest = "" if name == _QUEUE else f"{base}&"
            yield Query(rest + "&".join([f"{name}={sound}"] * count), f"{name} {count} times")
        for text in (
            f"{name}",
            f"{name}&{name}",
            f"={name}",
            f"{name}=={sound}",
            f"{name};{sound}",
            f"{name}={sound};",
        ):
            yield Query(text if name == _QUEUE else f"{base}&{text}", f"{name} in odd punctuation")
    for separator in (
        "&&",
        "&&&",
        "&=&",
        "&=1&",
        "&a&",
        "&a=&",
        "&a=1&a=2&",
        "&%26&",
        "&%3D=&",
        "&+=+&",
        "&%&",
        "&%zz=%zz&",
    ):
        yield Query(f"{separator}{base}{separator}client_name=x{separator}", "odd punctuation between parameters")
    for text in (
        f"?{base}",
        f"{base}?",
        f"{base}?x",
        f"{base}%26client_id=%00",
        f"x={base}",
        f"{base}%00",
        f"{base}#"[:-1],
    ):
        yield Query(text, "odd punctuation around a parameter")
    for count in (10, 50, 100, 101, 255, 256, 257, 999, 1000, 1001, 2000):
        yield Query(f"{'&'.join(f'p{index}=1' for index in range(count))}&{base}", f"{count} unknown parameters")
        yield Query(f"{'u=1&' * count}{base}&client_name=x", f"{count} times an unknown parameter")
        yield Query(f"{'&' * count}{base}", f"{count} ampersands")
    for length in (100, 255, 256, 1000, 4096, 10000):
        yield Query(f"{base}&{'n' * length}=1", "a long unknown name")
        yield Query(f"{base}&unknown={'v' * length}", "a long unknown value")
    for raw in ("%00", "%ff", "%0D%0A", "%C5", "<>", "%22", "%ED%A0%80"):
        raw = raw.replace("<", "%3C").replace(">", "%3E")
        yield Query(f"{base}&unknown={raw}", "an unknown parameter may be anything")
        yield Query(f"{base}&un{raw}known=1", "an unknown name may be anything")
        yield Query(f"{base}&{_QUEUE}{raw}=0", "a name with something appended is unknown")


def targets_of_every_length(rng: random.Random, path: str, queue: int) -> Iterator[Query]:
    """Yield queries that make the target as long as the limit, one longer and one shorter, in different ways."""
    base = f"{_QUEUE}={queue}"
    for length in (TARGET_LIMIT - 1, TARGET_LIMIT, TARGET_LIMIT + 1, TARGET_LIMIT + 2, 65535, 65536, 65537):
        room = length - len(path) - 1 - len(base) - 1
        for prefix in ("client_name=", "client_surname=", "client_id=", "client_email=a@", "unknown="):
            yield Query(f"{base}&{prefix}{'b' * (room - len(prefix))}", f"a target of {length} bytes")
        yield Query(f"{base}&{'n' * room}", f"a target of {length} bytes, most of it a name")
        yield Query(f"{base}{'&' * (room + 1)}", f"a target of {length} bytes, most of it ampersands")
        coded = room - len("client_name=")
        text = "%C5%BC" * (coded // 6) + "x" * (coded % 6)
        yield Query(f"{base}&client_name={text}", f"a target of {length} bytes, most of it encoded")
        yield Query(
            f"client_email=%00&{'a' * (room - 9)}&{base}"[: length - len(path) - 1], f"faults in {length} bytes"
        )
    for length in (70_000, 100_000, 128_000, 200_000):
        yield Query(f"{base}&client_name={'b' * length}", f"a target of more than {length} bytes")


def random_queries(rng: random.Random, queues: list[int], count: int) -> Iterator[Query]:
    """Yield queries of random parameters with random values, sound and faulty, in random order."""
    values = {name: list(dict.fromkeys(generate(rng))) for name, generate in VALUES.items()}
    values = {name: [each for each in found if len(each) < 200] for name, found in values.items()}
    for _ in range(count):
        faults = rng.choice((0, 0, 0.2, 0.5, 1))
        pieces = []
        for name in PARAMETERS:
            if name != _QUEUE and rng.random() < 0.4:
                continue
            raw = str(rng.choice(queues)) if name == _QUEUE else rng.choice(_SOUND[kind(name)])
            if rng.random() < faults:
                raw = rng.choice(values[name])
            elif kind(name) == "text":
                raw = any_text(rng)
            elif name == "customer_id":
                raw = str(rng.randint(1, MAXIMUM))
            pieces += [f"{name}={raw}"] * rng.choice((1,) * 19 + (2,))
        if rng.random() < 0.2:
            pieces.append(f"{any_text(rng)}={any_text(rng)}")
        rng.shuffle(pieces)
        yield Query("&".join(pieces), "random parameters")


def identities(rng: random.Random, customers: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield what identifies customers, nearly identifies them, or identifies several of them at once."""
    ids = [str(row["id"]) for row in customers]
    client_ids = [row["client_id"] for row in customers if "client_id" in row]
    addresses = [row["email"] for row in customers if "email" in row]
    ids += [str(min(max(int(each) + step, 1), MAXIMUM)) for each in ids for step in (-1, 1)]
    # Those with a number of chance are of one kind, so that a few of them do.
    known = [row for row in customers if row["id"] < OF_CHANCE or row["id"] % 10 == 0]
    client_ids += [change(row["client_id"]) for row in known if "client_id" in row for change in _NEARLY]
    addresses += [change(row["email"]) for row in known if "email" in row for change in _NEARLY]
    # What identifies a customer by one parameter may be taken for what another one says.
    ids += [each for each in client_ids if each.isascii() and each.isdigit() and len(each) < 11]
    client_ids += [str(row["id"]) for row in known] + [row["email"] for row in known if "email" in row]
    addresses += [row["client_id"] for row in known if "client_id" in row]
    values = {"customer_id": ids, "client_id": client_ids, "client_email": addresses}
    for name, found in values.items():
        for each in dict.fromkeys(found):
            yield [f"{name}={quote(each, safe='')}"]
    for _ in range(300):
        names = rng.sample(sorted(values), rng.randint(2, 3))
        yield [f"{name}={quote(rng.choice(values[name]), safe='')}" for name in names]


MAKERS = (numbers, addresses, texts, combinations, spellings)
"""What yields the queries of a run."""

_NEARLY: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.swapcase,
    str.strip,
    lambda text: text[:-1] or "x",
    lambda text: text[1:] or "x",
    lambda text: f"{text}x",
    lambda text: f"0{text}",
    lambda text: text.lstrip("0") or "0",
    lambda text: f" {text}",
    lambda text: f"{text} ",
    lambda text: text.replace(".", "", 1),
    lambda text: text.replace("@", "+tag@"),
    lambda text: text.partition("+")[0] + "@example.org" if "+" in text else text,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text[:1] + "%",
    lambda text: text[:1] + "_" + text[2:],
)


def _single(name: str, raw: str, rng: random.Random, queue: int) -> Query:
    """Return a query with one value, now and then beside other parameters."""
    pieces = [f"{name}={raw}"] if name == _QUEUE else [f"{_QUEUE}={queue}", f"{name}={raw}"]
    if name != _QUEUE and len(raw) < 1000 and rng.random() < 0.3:
        pieces += _some_others(rng, {name})
        rng.shuffle(pieces)
    return Query("&".join(pieces), f"a value of {name}")


def _some_others(rng: random.Random, without: set[str]) -> list[str]:
    names = [name for name in _OTHERS if name not in without and rng.random() < 0.4]
    return [f"{name}={rng.choice(_SOUND[kind(name)])}" for name in names]


def _faults(name: str, rng: random.Random) -> list[list[str]]:
    """Return each kind of fault of a parameter, as pieces of a query."""
    sound, raws = _SOUND[kind(name)][0], _FAULTY[kind(name)]
    kinds = [[f"{name}={rng.choice(raws[:3])}"], [f"{name}={rng.choice(raws[3:])}"], [f"{name}={sound}"] * 2]
    return [*kinds, []] if name == _QUEUE else [*kinds, [f"{name}=%ff"]]


def _not_names(name: str) -> list[str]:
    camel = "".join(part.title() if index else part for index, part in enumerate(name.split("_")))
    odd = [name.upper(), name.title(), camel, name[1:], name[:-1], f"x{name}", f"{name}x", f"{name}[]", f"{name}[0]"]
    odd += [f"{name}%00", f"{name}%20", f"%20{name}", f"{name}+", f"{name}%0A", f"{name}.x", name.replace("_", "-")]
    return [
        *odd,
        name.replace("_", ""),
        name.replace("_", "."),
        name.replace("_", "+"),
        f"{name}:",
        f"%EF%BB%BF{name}",
        f"{name[:3]}%2500",
    ]
