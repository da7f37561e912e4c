"""Every engine reads the document's patterns alike."""

import json
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Any

import jsonschema_rs
import pytest

from openapi.document import ROOT, load, places
from openapi.lint import API

DOCUMENT = load(API)


def python(pattern: str, values: Sequence[str]) -> list[bool]:
    """Match the whole value: `$` alone would let a line break pass at the end."""
    return [re.fullmatch(pattern, value) is not None for value in values]


def python_bytes(pattern: str, values: Sequence[str]) -> list[bool]:
    """Match bytes of UTF-8, as PCRE does by default."""
    return [re.fullmatch(pattern.encode(), value.encode()) is not None for value in values]


def rust(pattern: str, values: Sequence[str]) -> list[bool]:
    """Match with the engine that jsonschema-rs uses by default."""
    validator = jsonschema_rs.Draft4Validator({"pattern": pattern})
    return [validator.is_valid(value) for value in values]


def rust_automaton(pattern: str, values: Sequence[str]) -> list[bool]:
    """Match with an engine that, like RE2, never backtracks and knows no look-arounds."""
    options = jsonschema_rs.RegexOptions()
    validator = jsonschema_rs.Draft4Validator({"pattern": pattern}, pattern_options=options)
    return [validator.is_valid(value) for value in values]


def node(pattern: str, values: Sequence[str]) -> list[bool]:
    """Match with the RegExp of Node.js in Unicode mode."""
    script = """
      const { pattern, values } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
      const expression = new RegExp(pattern, 'u');
      console.log(JSON.stringify(values.map((value) => expression.test(value))));
    """
    done = subprocess.run(
        [ROOT / "node_modules/.bin/node", "-e", script],
        input=json.dumps({"pattern": pattern, "values": values}),
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts: list[bool] = json.loads(done.stdout)
    return verdicts


Engine = Callable[[str, Sequence[str]], list[bool]]
ENGINES: list[Engine] = [python, python_bytes, rust, rust_automaton, node]
SCHEMAS: dict[str, dict[str, Any]] = {
    "text": DOCUMENT["components"]["parameters"]["ClientName"]["schema"],
    "email": DOCUMENT["components"]["parameters"]["ClientEmail"]["schema"],
    "uuid": DOCUMENT["components"]["schemas"]["Conversation"]["properties"]["conversation_id"]["x-assumed"],
    "request-id": DOCUMENT["components"]["schemas"]["ErrorEnvelope"]["properties"]["request_id"]["x-assumed"],
    "chatbot": DOCUMENT["components"]["parameters"]["ExternalChatbotId"]["schema"],
    "date": DOCUMENT["components"]["parameters"]["DateFrom"]["schema"],
    "moment": DOCUMENT["components"]["schemas"]["Chat"]["properties"]["created_at"]["x-assumed"],
    "url": DOCUMENT["components"]["schemas"]["WebhookInput"]["properties"]["subscription_url"],
}
CONTROLS = [chr(code) for code in [*range(0x20), 0x7F]]
UUID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
VALUES = {
    "text": {
        True: [
            *("", "Jan", " Jan ", "x", "'", '"; DROP TABLE', "<b>", "a@b", "\\", "0"),
            *("Żółć", "山田太郎", "שלום", "e\u0301", "😀", "👩‍👩‍👧‍👦"),
            *("\x80", "\x85", "\xa0", "\u200b", "\u2028", "\u2029", "\ufeff", "\ufffe", "\U0010ffff"),
            *("a" * 8192, "ż" * 8192, " " * 8192 + "a", "a" + " " * 8192),
        ],
        False: [
            *(" ", "   ", " " * 8192),
            *CONTROLS,
            *(f"a{control}" for control in CONTROLS),
            *(f"{control}a" for control in CONTROLS),
            *(f"a{control}a" for control in CONTROLS),
            *("a" * 8192 + "\n", "ż" * 8192 + "\x7f", "Jan\r\n", " \n"),
        ],
    },
    "email": {
        True: [
            *(
                "",
                "jan.kowalski@example.org",
                "a@b",
                "A@B",
                "1@2.3",
                "a+b@c-d.e",
                "a@-",
                "!#$%&'*/=?^_`{|}~-.@x",
                '"a"@b',
            ),
            *("Żółć@żółw.pl", "山@山.山", "😀@😀", "\x80@\x80"),
            *("a" * 8192 + "@b", "a@" + "b" * 8192, "a@" + "b." * 4096 + "b"),
        ],
        False: [
            *(
                "a",
                "@",
                "a@",
                "@b",
                "a@b@c",
                "a@@b",
                "a@b..c",
                "a@.b",
                "a@b.",
                "a@b_c",
                "a@[::1]",
                "a@b:1",
                "a@b/c",
            ),
            *("a b@c", "a@b c", " a@b", "a@b ", "a@b,c@d", "a@b;c@d", "a <a@b>", "<a@b>", "a@b\n", "a@b\r\nBcc: c@d"),
            *(f"a{control}@b" for control in CONTROLS),
            *(f"a@b{control}" for control in CONTROLS),
            *(f"a@b{mark}" for mark in "!\"#$%&'()*+,/:;<=>?@[\\]^_`{|}~ "),
            *("a" * 8192, "a@" + "b." * 4096, "a@" + "b" * 8192 + "\n", "ż" * 8192 + "@"),
        ],
    },
    "uuid": {
        True: [UUID, "00000000-0000-0000-0000-000000000000"],
        False: ["", UUID.upper(), f"{{{UUID}}}", UUID.replace("-", ""), f"{UUID}\n", f" {UUID}", f"{UUID}a", "٣" * 36],
    },
    "request-id": {
        True: ["53678450401cf", "0000000000000"],
        False: ["", "53678450401CF", "53678450401c", "53678450401cf0", "53678450401cf\n", "٣" * 13],
    },
    "chatbot": {True: ["", UUID, UUID.upper()], False: [" ", UUID.replace("-", ""), f"{UUID}\n", f"{UUID}a", "٣" * 36]},
    "date": {
        True: ["", "2014-07-04", "2014-12-31 23:59", "0000-01-01 00:00:00"],
        False: [
            "2014-7-4",
            "2014-13-01",
            "2014-00-10",
            "2014-07-32",
            "2014-07-04T12:34",
            "2014-07-04 24:00",
            "2014-07-04\n",
        ],
    },
    "moment": {
        True: ["2017-12-11 10:23:04.318"],
        False: [
            "",
            "2017-12-11 10:23:04",
            "2017-12-11T10:23:04.318",
            "2017-12-11 10:23:04.318\n",
            "٣017-12-11 10:23:04.318",
        ],
    },
    "url": {
        True: ["http://localhost", "https://u:p@żółw.pl:8443/a?b=%20#c", "http://[::1]:1/", f"http://a/{'ż' * 8192}"],
        False: ["", "http://", "HTTP://a", "ftp://a", "//a", "http:///a", "http://a b", "http://a\n", "http://a/\x7f"],
    },
}


def by_name(engine: Engine) -> str:
    """Return the name of a case."""
    return engine.__name__


@pytest.mark.parametrize("engine", ENGINES, ids=by_name)
@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("verdict", [True, False], ids=["matches", "refuses"])
def test_engines_read_the_patterns_alike(engine: Engine, kind: str, verdict: bool) -> None:
    """An engine gives the same verdict on a value as every other one, whatever its script, length and controls."""
    values = VALUES[kind][verdict]
    verdicts = engine(SCHEMAS[kind]["pattern"], values)
    assert [value for value, given in zip(values, verdicts, strict=True) if given is not verdict] == []


@pytest.mark.parametrize("engine", ENGINES, ids=by_name)
@pytest.mark.parametrize("kind", SCHEMAS)
def test_patterns_take_linear_time(engine: Engine, kind: str) -> None:
    """A pattern gives up on a value far longer than any request within a second, where quadratic time takes many."""
    length = 2**17
    values = [
        *(f"{filler * length}\n" for filler in (" ", "a", "@", "0", "ż")),
        *("a@" + filler * (length // len(filler)) + "_" for filler in ("b", ".", "b.", "b-.")),
    ]
    begin = time.perf_counter()
    verdicts = engine(SCHEMAS[kind]["pattern"], values)
    duration = time.perf_counter() - begin
    assert duration < 2, f"{duration:.1f} s"
    assert not any(verdicts[:5])


def test_every_pattern_that_ends_is_among_the_tested() -> None:
    """Each pattern of the document that a whole value must match is shown to be read alike."""
    patterns = {place.value["pattern"] for place in places(DOCUMENT) if "pattern" in place.value}
    assert {pattern for pattern in patterns if pattern.endswith("$")} == {s["pattern"] for s in SCHEMAS.values()}


def test_python_search_lets_a_final_line_break_pass() -> None:
    """The README says to match whole values in Python, because `$` of `re.search` is no end of the text."""
    pattern = SCHEMAS["text"]["pattern"]
    assert re.search(pattern, "Jan\n")
    assert not re.fullmatch(pattern, "Jan\n")
