"""Defects of what is sent: dropped, swapped, trimmed, re-encoded, truncated, defaulted, normalised; rare ones too."""

import dataclasses
import html
import json
import unicodedata
from functools import partial
from urllib.parse import quote

from tests.mutants.client import change
from tests.mutants.client.core import Defect, table


def _without(name: str) -> Defect:
    return change.query(lambda found: [pair for pair in found if pair[0].decode() != name])


def _swapped(one: str, other: str) -> Defect:
    new = {one.encode(): other.encode(), other.encode(): one.encode()}
    return change.query(lambda found: [(new.get(name, name), value) for name, value in found])


PARAMETERS = table("parameters", ("parameters-in-every", "parameters-of-edge", "parameters-of-other"), (
    *((f"drops-{name.replace('_', '-')}", f"The parameter {name} is never sent.", _without(name))
      for name in ("client_name", "client_surname", "client_email", "client_id", "customer_id", "chat_queue_id")),
    ("text-nfc", "Texts are brought into the Unicode normal form NFC.",
     change.texts(partial(unicodedata.normalize, "NFC"))),
    ("text-nfd", "Texts are brought into the Unicode normal form NFD.",
     change.texts(partial(unicodedata.normalize, "NFD"))),
    ("text-nfkc", "Texts are brought into the Unicode normal form NFKC.",
     change.texts(partial(unicodedata.normalize, "NFKC"))),
    ("swaps-names", "First name and surname change places.", _swapped("client_name", "client_surname")),
    ("swaps-ids", "The external id and the id in Thulium change places.", _swapped("client_id", "customer_id")),
    ("swaps-queue-and-customer", "Queue and customer change places.", _swapped("chat_queue_id", "customer_id")),
    ("renames-email", "The e-mail address is sent as email.",
     change.query(lambda found: [(name.replace(b"client_email", b"email"), value) for name, value in found])),
    ("repeats-queue", "The queue is sent twice.", change.query(lambda found: [*found, found[0]])),
    ("adds-parameter", "A parameter that nobody gave is sent.",
     change.query(lambda found: [*found, (b"source", b"python")])),
    ("defaults-name", "A missing first name is sent as Guest.",
     change.arguments(lambda given: {**given, "client_name": given.get("client_name") or "Guest"})),
    ("defaults-customer", "A missing customer is sent as 1.",
     change.arguments(lambda given: {**given, "customer_id": 1} if given.get("customer_id") is None else given)),
    ("sends-none", "What is None is sent as the text None.",
     change.values(lambda value: "None" if value is None else value, "client_name")),
    ("drops-falsy", "A zero as external id, and empty texts, are not sent.",
     change.values(lambda value: value or None, *change.TEXTS), "parameters-of-edge-values"),
    ("trims-texts", "Spaces around texts are removed.", change.texts(str.strip)),
    ("trims-right", "Spaces at the end of texts are removed.", change.texts(str.rstrip)),
    ("collapses-spaces", "Several spaces become one.", change.replaced("  +", " ")),
    ("lower-cases-email", "E-mail addresses are lower-cased.", change.texts(str.lower, "client_email")),
    ("lower-cases-domain", "The domain of an e-mail address is lower-cased.",
     change.replaced("@[^@]*$", lambda match: match[0].lower(), "client_email")),
    ("capitalises-names", "Names begin with a capital letter.",
     change.replaced(r"^\s*\S", lambda match: match[0].upper(), "client_name", "client_surname")),
    ("escapes-html", "Texts are escaped for HTML.", change.texts(html.escape)),
    ("unescapes-html", "Entities of HTML in texts are resolved.", change.texts(html.unescape)),
    ("encodes-twice", "Values are percent-encoded twice.", change.query_values(partial(quote, safe=" @"))),
    ("decodes-first", "What looks percent-encoded is decoded before it is sent.",
     change.replaced("%([2-7][0-9a-eA-E])", lambda match: chr(int(match[1], 16)))),
    ("plus-becomes-space", "A plus sign arrives as a space.", change.raw_query(change.sub("%2B", "+"))),
    ("latin-1", "Letters of Latin-1 are encoded in Latin-1.", change.raw_query(change.sub("%C3%A9", "%E9"))),
    ("wraps-in-quotes", "Texts are wrapped in quotes.", change.query_values(json.dumps)),
    ("wraps-in-brackets", "Names of parameters get brackets.",
     change.query(lambda found: [(name + b"[]", value) for name, value in found])),
    ("strips-leading-zeros", "An external id of digits becomes a number and loses its leading zeros.",
     change.replaced("^0+(?=[0-9]+$)", "", "client_id"), "parameters-of-edge-values"),
    ("id-as-float", "An external id of many digits goes through a float.",
     change.replaced("^[1-9][0-9]{15,30}$", lambda match: str(int(float(match[0]))), "client_id"),
     "parameters-of-edge-values"),
    ("int-id-in-hex", "An external id given as an int is sent in hexadecimal.",
     change.values(hex, "client_id", kind=int), "parameters-of-every-number"),
    ("negative-id-loses-sign", "An external id given as a negative int loses its sign.",
     change.values(abs, "client_id", kind=int), "parameters-of-every-number"),
    ("truncates-255", "Texts are cut after 255 characters.", change.texts(lambda text: text[:255])),
    ("truncates-surname-4096", "A surname is cut after 4,096 characters.",
     change.texts(lambda text: text[:4096], "client_surname"), "parameters-of-edge-values"),
    ("truncates-bytes", "Texts are cut after 64 bytes of UTF-8.",
     change.texts(lambda text: text.encode()[:64].decode(errors="ignore") or text)),
    ("drops-email-if-named", "The e-mail address is not sent beside a surname.",
     change.unsent("client_email", lambda given, memory: given.get("client_surname"))),
    ("customer-hides-client", "The external id is not sent beside the id in Thulium.",
     change.unsent("client_id", lambda given, memory: given.get("customer_id"))),
    ("queue-off-by-one", "Queues above 1,000,000 are sent one too low.",
     change.values(lambda queue: queue - (10**6 < queue < 2**31), "chat_queue_id", kind=int)),
    ("queue-as-float", "Queues go through a 32-bit float.",
     change.values(lambda queue: round(queue, -2) if 10**8 < queue < 2**31 else queue, "chat_queue_id", kind=int)),
))  # fmt: skip

RARE = table("rare", ("parameters-in-every-combination", "parameters-of-edge-values"), (
    ("lower-cases-uuids", "An external id that is a UUID is lower-cased.",
     change.replaced("^[0-9A-Fa-f-]{36}$", lambda match: match[0].lower(), "client_id")),
    ("replaces-emoji", "Characters beyond the basic plane become U+FFFD.",
     change.raw_query(change.sub("%F0(%[0-9A-F]{2}){3}", "%EF%BF%BD"))),
    ("final-sigma", "A Greek sigma takes the form of the end of a word.", change.replaced("σ", "ς")),
    ("hides-tags", "Invisible tags, of which flags are made, are removed from a surname.",
     change.replaced("[\U000e0020-\U000e007f]", "", "client_surname")),
    ("drops-joiners", "Zero-width joiners are removed.", change.replaced("\u200d", "")),
    ("drops-bom", "U+FEFF is removed.", change.replaced("\ufeff", "")),
    ("drops-accents", "Combining accents are removed.", change.replaced("\u0301", "")),
    ("nbsp-becomes-space", "A no-break space becomes a space.", change.replaced("\u00a0", " ")),
    ("curly-quotes", "Curly quotes become straight ones.", change.replaced("“", '"')),
    ("drops-c1", "C1 controls are removed.", change.replaced("[\x80-\x9f]", "")),
    ("splits-at-comma", "A text ends at its first comma.", change.replaced("(?s),.*", "")),
    ("splits-at-semicolon", "A text ends at its first semicolon.", change.replaced("(?s);.*", "")),
    ("drops-null-word", "The text null is not sent.",
     change.texts(lambda text: None if text.lower() == "null" else text), "parameters-of-edge-values"),
    ("truth-word", "The text true is sent as 1.", change.replaced("^true$", "1"), "parameters-of-edge-values"),
    ("strips-tags", "What looks like a tag is removed.", change.replaced("<[^>]*>", "")),
    ("doubles-backslash", "A backslash is doubled.", change.replaced(r"\\", r"\\\\")),
    ("formula-guard", "A text that begins as a formula gets an apostrophe.", change.replaced("^=", "'="),
     "parameters-of-every-character"),
    ("email-plus-tag", "The tag after the plus sign of an e-mail address is removed.",
     change.replaced(r"(?<=.)\+[^@]*@", "@", "client_email")),
    ("email-idna", "A non-Latin domain is written in ASCII.",
     change.replaced("żółw.pl", "xn--w-uga1v8h.pl", "client_email")),
    ("hash-ends-query", "A number sign in a value is not encoded.", change.raw_query(change.sub("%23", "#"))),
    ("ampersand-splits", "An ampersand in a value is not encoded.", change.raw_query(change.sub("%26", "&"))),
    ("equals-lost", "What follows an equals sign in a value is lost.", change.replaced("(?s)=.*", "")),
    ("second-call-only", "The second call of a client loses the first name.",
     change.unsent("client_name", lambda given, memory: memory.calls == 2)),
    ("every-50th-call", "Every 50th call of a client loses the first name.",
     change.unsent("client_name", lambda given, memory: memory.calls % 50 == 0), "parameters-of-edge-values"),
    ("after-an-error", "Once a call has failed, first names are lost.",
     change.unsent("client_name", lambda given, memory: memory.failures), "call-leaves-no-trace"),
    ("remembers-email", "An e-mail address is sent again with the next call.", change.stays("client_email")),
    ("async-only-trims", "The async class alone trims texts.",
     dataclasses.replace(change.texts(str.strip), sync=False)),
    ("sync-only-lower-cases", "The sync class alone lower-cases e-mail addresses.",
     dataclasses.replace(change.texts(str.lower, "client_email"), asynchronous=False)),
    ("async-only-no-timeout", "The async class alone waits for ten minutes.",
     dataclasses.replace(change.settings(timeout=600.0), sync=False), "timeout-that-is-used"),
))  # fmt: skip
