"""Query strings: each value alone and with other parameters, in all orders and encodings, and all errors together."""

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence

from thulium_contract.document.operations import EMAIL, INTEGER, TEXT, Parameter
from thulium_contract.expected.reading import fault_of, form_decoded
from thulium_contract.http.exchange import Request
from thulium_contract.requests.headers import POLISH
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import ELSEWHERE, LENGTHS, MAXIMUM, any_text, coded, faulty, sound, values
from thulium_contract.tables import filled, table

_TABLE = table("queries")
_LONG, _MOST_SETS, _ALONE = 9000, 64, 12
_LONGEST = (30_000, 40_000, 60_000, 63_000)
_CHARACTERS = (16, 30, 32, 50, 64, 100, 128, 191, 255, 256, 500, 512, 1000, 1024, 2048, 4096)


def single_values(s: Subject) -> Iterator[Request]:
    """Yield values one by one, now and then beside other parameters: all that cannot go together, and some others."""
    for place, each in enumerate(s.query_parameters):
        for index, raw in enumerate(dict.fromkeys(values(each, s.rng))):
            long = len(raw) > _LONG and index % 3 == place % 3
            if long or not each.number or index % _ALONE == 0 or (each.name == s.model.queue and _is_sound(each, raw)):
                yield _single(s, each, raw, index)


def values_together(s: Subject) -> Iterator[Request]:
    """Yield each value of each parameter: faulty ones together, and sound ones together.

    That saves requests: an error names all faults, and all values are stored, so that whatever is wrong with one of
    them shows all the same.
    """
    faulty_ones, sound_ones = [], []
    for each in s.query_parameters:
        if each.number:
            raws = [raw for raw in dict.fromkeys(values(each, s.rng)) if len(raw) <= _LONG]
            right = {raw for raw in raws if _is_sound(each, raw)}
            faulty_ones.append([(each.name, raw) for raw in raws if raw not in right])
            sound_ones.append([(each.name, raw) for raw in raws if raw in right and each.name != s.model.queue])
    for rows in (faulty_ones, sound_ones):
        for index, pairs in enumerate(itertools.zip_longest(*rows)):
            given = dict(filter(None, pairs))
            pieces = [*s.without(*given), *(f"{name}={raw}" for name, raw in given.items())]
            s.rng.shuffle(pieces)
            yield s.request("&".join(pieces), "values of several parameters", headers=_polish(index))


def _is_sound(parameter: Parameter, raw: str) -> bool:
    try:
        text = form_decoded(raw).decode()
    except UnicodeDecodeError:
        return False
    number = parameter.kind == INTEGER and text.isascii() and text.isdigit() and len(text) < 11
    return fault_of(parameter.schema, int(text) if number else text) is None


def combinations(s: Subject) -> Iterator[Request]:
    """Yield a fault beside each set of other parameters, and parameters in many orders."""
    made = [*_fault_beside(s), *_orders(s)]
    return (s.request(query, why, headers=_polish(index)) for index, (query, why) in enumerate(made))


def _fault_beside(s: Subject) -> Iterator[tuple[str, str]]:
    for each in s.query_parameters:
        for others in _sets([other for other in s.query_parameters if other is not each and not other.required], s.rng):
            pieces = [_sound(other, s.rng) for other in others]
            for piece in s.without(each.name):
                pieces.insert(s.rng.randint(0, len(pieces)), piece)
            why = f"a faulty {each.name} beside {' and '.join(other.name for other in others) or 'nothing'}"
            pieces.insert(s.rng.randint(0, len(pieces)), f"{each.name}={s.rng.choice(faulty(each))}")
            yield "&".join(pieces), why


def _orders(s: Subject) -> Iterator[tuple[str, str]]:
    needed = [each for each in s.query_parameters if each.required]
    orders = [order for size in (2, 3) for order in itertools.permutations(s.query_parameters, size)]
    orders = [order for order in orders if set(needed) <= set(order)]
    count = len(s.query_parameters)
    for order in [*orders, *(s.rng.sample(s.query_parameters, count) for _ in range(120 if count > 1 else 0))]:
        pieces = [s.piece(each) if each.required else _sound(each, s.rng) for each in order]
        yield "&".join(pieces), "parameters in some order"
    for others in _sets([each for each in s.query_parameters if not each.required], s.rng):
        for place in range(2):
            pieces = [f"{each.name}={sound(each)[min(place, len(sound(each)) - 1)]}" for each in others]
            yield "&".join([*s.pieces, *pieces]), "some parameters"
            yield "&".join(pieces), "some parameters without the required ones"


def _sets(found: Sequence[Parameter], rng: random.Random) -> Iterable[tuple[Parameter, ...]]:
    """Return all sets of parameters, or some of them where there are too many."""
    if 2 ** len(found) <= _MOST_SETS:
        return [each for size in range(len(found) + 1) for each in itertools.combinations(found, size)]
    return [tuple(rng.sample(found, rng.randint(0, len(found)))) for _ in range(_MOST_SETS)]


def _sound(parameter: Parameter, rng: random.Random) -> str:
    return f"{parameter.name}={rng.choice(sound(parameter))}"


def _polish(index: int) -> tuple[tuple[str, str], ...]:
    return () if index % 3 else POLISH


def _single(s: Subject, parameter: Parameter, raw: str, index: int) -> Request:
    """Return a request with one value, now and then beside other parameters."""
    pieces = [*s.without(parameter.name), f"{parameter.name}={raw}"]
    if not parameter.required and len(raw) < 1000 and s.rng.random() < 0.3:
        others = [each for each in s.query_parameters if each is not parameter and not each.required]
        pieces += [_sound(each, s.rng) for each in others if s.rng.random() < 0.4]
        s.rng.shuffle(pieces)
    return s.request("&".join(pieces), f"a value of {parameter.name}", headers=_polish(index))


def spellings(s: Subject) -> Iterator[Request]:
    """Yield names that are written otherwise, that come twice, or that only look like a documented one."""
    made = [*(query for each in s.query_parameters for query in _respelled(s, each)), *_punctuated(s)]
    return (s.request(query, why, headers=_polish(index)) for index, (query, why) in enumerate(made))


def _respelled(s: Subject, parameter: Parameter) -> Iterator[tuple[str, str]]:
    name, good, bad = parameter.name, s.piece(parameter).partition("=")[2], faulty(parameter)[0]
    before = s.without(name)
    encoded = "".join(f"%{ord(character):02x}" for character in name)
    aliases = (encoded, encoded.upper(), name.replace("_", "%5F"), f"%{ord(name[0]):02X}{name[1:]}")
    for value, alias in itertools.product((good, bad, ""), aliases):
        yield "&".join([*before, f"{alias}={value}"]), f"{name}, its name encoded"
        yield "&".join([*before, f"{alias}={value}", f"{name}={good}"]), f"{name} twice, once encoded"
    for value in (good, bad):
        for alias in _not_names(name):
            yield "&".join([*s.pieces, f"{alias}={value}"]), f"a name that is not {name}"
            if parameter.required:
                yield "&".join([*before, f"{alias}={value}"]), f"a name that is not {name}"
    texts_ = [each for each in s.query_parameters if each.kind == TEXT and each.name != name]
    between = itertools.cycle(("", f"{_sound(texts_[0], s.rng) if texts_ else 'a=1'}&", "u=1&", "&", ""))
    for one, two in itertools.product((good, bad, "", "%20"), repeat=2):
        yield "&".join([*before, f"{name}={one}&{next(between)}{name}={two}"]), f"{name} twice"
    for count in (3, 4, 5, 10, 50):
        yield "&".join([*before, *[f"{name}={good}"] * count]), f"{name} {count} times"
    for form in _TABLE["punctuation"]:
        yield "&".join([*before, filled(form, {"name": name, "value": good})]), f"{name} in odd punctuation"


def _not_names(name: str) -> list[str]:
    camel = "".join(part.title() if index else part for index, part in enumerate(name.split("_")))
    odd = [name.upper(), name.title(), camel, name[1:], name[:-1], f"{name[:3]}%2500"]
    odd += [name.replace("_", sign) for sign in ("-", "", ".", "+")]
    return [*odd, *(each.format(name) for each in _TABLE["not_names"])]


def _punctuated(s: Subject) -> Iterator[tuple[str, str]]:
    base, text = s.base or "a=1", next((_sound(each, s.rng) for each in s.query_parameters if each.kind == TEXT), "u=2")
    for separator in _TABLE["separators"]:
        yield f"{separator}{base}{separator}{text}{separator}", "odd punctuation between parameters"
    for form in _TABLE["around"]:
        yield filled(form, {"base": base}), "odd punctuation around a parameter"
    for count in (10, 50, 100, 101, 255, 256, 257, 999, 1000, 1001, 2000):
        yield f"{'&'.join(f'p{index}=1' for index in range(count))}&{base}", f"{count} unknown parameters"
        yield f"{'u=1&' * count}{base}&{text}", f"{count} times an unknown parameter"
        yield f"{'&' * count}{base}", f"{count} ampersands"
    for length in (100, 255, 256, 1000, 4096, 10000):
        yield f"{base}&{'n' * length}=1", "a long unknown name"
        yield f"{base}&unknown={'v' * length}", "a long unknown value"
    for raw in _TABLE["anything"]:
        yield f"{base}&unknown={raw}", "an unknown parameter may be anything"
        yield f"{base}&un{raw}known=1", "an unknown name may be anything"
        yield f"{base}&{base.partition('=')[0]}{raw}=0", "a name with something appended is unknown"


def unknown(s: Subject) -> Iterator[Request]:
    """Yield parameters that ask for something the document does not have, and what is hardly a parameter."""
    odd = [filled(each, {"marker": s.marker}) for each in _TABLE["unknown"]]
    for text in (*odd, *(f"{each.name.upper()}=%00" for each in s.query_parameters)):
        yield s.request(f"{s.base}&{text}", "a parameter that the document does not know")
        yield s.request(text, "only a parameter that the document does not know")


def lengths(s: Subject, limit: int) -> Iterator[tuple[str, str]]:
    """Yield queries that make the target as long as the limit, one longer and one shorter, in different ways."""
    base = f"{s.base}&" if s.base else ""
    longest = [each for each in s.query_parameters if each.kind in (TEXT, EMAIL)]
    prefixes = [f"{each.name}={'a@' if each.kind == EMAIL else ''}" for each in longest]
    for length in (limit - 1, limit, limit + 1, limit + 2, 65535, 65536, 65537):
        room = length - len(s.path) - 1 - len(base)
        for prefix in (*prefixes, "unknown="):
            yield f"{base}{prefix}{'b' * (room - len(prefix))}", f"a target of {length} bytes"
        yield f"{base}{'n' * room}", f"a target of {length} bytes, most of it a name"
        yield f"{base}{'&' * room}", f"a target of {length} bytes, most of it ampersands"
        first = prefixes[0] if prefixes else "unknown="
        encoded = room - len(first)
        yield f"{base}{first}{'%C5%BC' * (encoded // 6)}{'x' * (encoded % 6)}", f"{length} bytes, most of it encoded"
        wrong = f"{prefixes[-1] if prefixes else 'u='}%00&{'a' * room}&{base}"
        yield wrong[: length - len(s.path) - 1], f"faults in {length} bytes"
    for length in (70_000, 100_000, 128_000, 200_000):
        yield f"{base}{prefixes[0] if prefixes else 'u='}{'b' * length}", f"a target of more than {length} bytes"


def random_queries(s: Subject, count: int) -> Iterator[str]:
    """Yield queries of random parameters with random values, sound and faulty, in random order."""
    rng = s.rng
    found = {each: [raw for raw in dict.fromkeys(values(each, rng)) if len(raw) < 200] for each in s.query_parameters}
    for _ in range(count):
        faults = rng.choice((0, 0, 0.2, 0.5, 1))
        pieces = []
        for each, raws in found.items():
            if not each.required and rng.random() < 0.4:
                continue
            raw = rng.choice(s.known(each) if each.name == s.model.queue else sound(each))
            if rng.random() < faults:
                raw = rng.choice(raws)
            elif each.kind == TEXT:
                raw = any_text(rng)
            elif each.kind == INTEGER and not each.required:
                raw = str(rng.randint(each.schema.get("minimum", 1), each.schema.get("maximum", MAXIMUM)))
            pieces += [f"{each.name}={raw}"] * rng.choice((1,) * 19 + (2,))
        if rng.random() < 0.2:
            pieces.append(f"{any_text(rng)}={any_text(rng)}")
        rng.shuffle(pieces)
        yield "&".join(pieces)


def same_faults(s: Subject) -> Iterator[Request]:
    """Yield queries in which each set of parameters is faulty in the same simple way, and the others are not there."""
    for chosen in _sets(s.query_parameters, s.rng):
        rest = s.without(*(each.name for each in chosen))
        for number, other, text in (("x", "a", "%00"), ("0", "x", "%00"), ("%FF",) * 3, ("%20",) * 3, ("%0A",) * 3):
            raws = {INTEGER: number, TEXT: text}
            made = [f"{each.name}={raws.get(each.kind, other)}" for each in chosen]
            yield s.request("&".join([*rest, *made]), "several parameters with the same fault", headers=_some_polish(s))
        for form in ("{0}=1&{0}=1", "{0}="):
            made = [form.format(each.name) for each in chosen]
            yield s.request("&".join([*rest, *made]), "several parameters with the same fault", headers=_some_polish(s))


def _some_polish(s: Subject) -> tuple[tuple[str, str], ...]:
    return POLISH if s.rng.random() < 0.3 else ()


def same_values(s: Subject) -> Iterator[Request]:
    """Yield queries in which several parameters have the same value."""
    queues = list(s.fixtures.queues)
    numbers = [str(each) for each in s.rng.sample(queues, min(4, len(queues)))]
    for two in itertools.combinations(s.query_parameters, 2):
        kinds = {each.kind for each in two}
        found = numbers[:2] if EMAIL not in kinds else []
        found += [] if INTEGER in kinds else ["a@b.pl", "ewa%2Bx@example.org"]
        found += ["Jan", "%C5%BB%C3%B3%C5%82w", "x"] if kinds == {TEXT} else []
        for raw in found:
            yield _alike(s, two, raw)
    for number in numbers:
        yield _alike(s, [each for each in s.query_parameters if each.kind in (INTEGER, TEXT)], number)
    yield _alike(s, [each for each in s.query_parameters if each.kind in (TEXT, EMAIL)], "a@b.pl")


def _alike(s: Subject, parameters: Iterable[Parameter], raw: str) -> Request:
    pieces = [*s.without(*(each.name for each in parameters)), *(f"{each.name}={raw}" for each in parameters)]
    return s.request("&".join(pieces), "several parameters with the same value")


def rare_texts(s: Subject) -> Iterator[Request]:
    """Yield texts that mean something in another place, texts of great lengths, and addresses of every length."""
    names = [each.name for each in s.query_parameters if each.kind == TEXT]

    def with_(texts_: Iterable[str], why: str) -> Request:
        pieces = (f"{name}={coded(text)}" for name, text in zip(names, texts_, strict=False))
        return s.request("&".join([*s.without(*names), *pieces]), why)

    for index in range(len(ELSEWHERE) if names else 0):
        words = [ELSEWHERE[(index + step) % len(ELSEWHERE)] for step in range(len(names))]
        yield with_(words, "words that mean something elsewhere")
        if index % 3 == 0:
            yield with_([f"Jan {each} Jan" for each in words], "such words in a text")
    for count, text in itertools.product(_CHARACTERS if names else (), ("👍", "a")):
        long = "👍" + text * (count - 1)
        yield with_([long] * (len(names) if count < 1500 else 1), "so many characters, with some of four bytes")
    for length, name in itertools.product(_LONGEST, names):
        yield s.request(s.beside(name, "a" * length), "a very long text")
    for each in s.query_parameters:
        for length in (*(each for each in LENGTHS if each > 5), *_LONGEST) if each.kind == EMAIL else ():
            yield s.request(s.beside(each.name, "a" * (length - 5) + "@b.pl"), "an address of every length")
