"""The catalogue of faults: status, code, and one sentence in each language that says how to mend the request.

The codes and the sentences are assumed; the vendor documents only their envelope. A code begins with the HTTP status.
The codes of parameter faults are ``400PPK``: ``PP`` is the parameter's ``x-error-number`` in the document, ``K`` the
kind of fault below.
"""

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple


class Entry(NamedTuple):
    """One kind of fault; the sentences are templates for `str.format`."""

    status: int
    code: int
    en: str
    pl: str


LANGUAGES = ("en", "pl")
"""The languages of the sentences, the default first."""

PARAMETER_FAULTS = {
    "missing": Entry(
        400,
        1,
        "The parameter {name} is required: add {name}={example} to the query string.",
        "Brakuje parametru {name}: dodaj {name}={example} do adresu zapytania.",
    ),
    "repeated": Entry(
        400,
        2,
        "The parameter {name} is given more than once: give it once.",
        "Parametr {name} podano więcej niż raz: podaj go raz.",
    ),
    "not_utf8": Entry(
        400,
        3,
        "The parameter {name} is not UTF-8: encode its value as UTF-8 before percent-encoding it.",
        "Parametr {name} nie jest w UTF-8: zakoduj jego wartość w UTF-8 przed kodowaniem procentowym.",
    ),
    "not_an_integer": Entry(
        400,
        4,
        "The parameter {name} is not a whole number: write it in plain decimal digits, such as {example}.",
        "Parametr {name} nie jest liczbą całkowitą: zapisz go samymi cyframi dziesiętnymi, na przykład {example}.",
    ),
    "out_of_range": Entry(
        400,
        5,
        "The parameter {name} is out of range: give a number from {minimum} to {maximum}.",
        "Parametr {name} jest poza zakresem: podaj liczbę od {minimum} do {maximum}.",
    ),
    "malformed": Entry(
        400,
        6,
        "The parameter {name} is malformed: {rule[en]}.",
        "Parametr {name} ma niepoprawną postać: {rule[pl]}.",
    ),
}

FAULTS = {
    "malformed_http": Entry(
        400,
        400001,
        "The request is not valid HTTP: check the method, the URL (percent-encode what is not ASCII) and the headers.",
        "Żądanie nie jest poprawnym HTTP: sprawdź metodę, adres URL (zakoduj procentowo znaki spoza ASCII) i nagłówki.",
    ),
    "body_not_json": Entry(
        400,
        400002,
        "The body is not JSON: send a JSON document in UTF-8.",
        "Treść żądania nie jest w formacie JSON: wyślij dokument JSON w UTF-8.",
    ),
    "body_invalid": Entry(
        400,
        400003,
        "The body is invalid at {where}: {rule}.",
        "Treść żądania jest niepoprawna w miejscu {where}: {rule}.",
    ),
    "malformed_preference": Entry(
        400,
        400004,
        "The preference {name} is malformed: give it {rule[en]}.",
        "Preferencja {name} ma niepoprawną postać: podaj {rule[pl]}.",
    ),
    "unknown_parameter": Entry(
        400,
        400005,
        "The query has a parameter that is not known here: use {names}.",
        "Zapytanie ma parametr, który nie jest tu znany: użyj {names}.",
    ),
    "no_parameters": Entry(
        400,
        400006,
        "There are no query parameters here: leave out the query.",
        "Nie ma tu parametrów zapytania: pomiń je.",
    ),
    "missing_credentials": Entry(
        401,
        401001,
        "Credentials are missing: send the API user's name and password with HTTP Basic authentication.",
        "Brakuje danych logowania: wyślij nazwę i hasło użytkownika API w uwierzytelnianiu HTTP Basic.",
    ),
    "malformed_credentials": Entry(
        401,
        401002,
        "The credentials are malformed: send one Authorization header with Basic and base64 of user:password in UTF-8.",
        "Dane logowania mają niepoprawną postać: wyślij jeden nagłówek Authorization z Basic i base64 z user:password w"
        " UTF-8.",
    ),
    "wrong_credentials": Entry(
        401,
        401003,
        "The credentials are wrong: check the API user's name and password.",
        "Dane logowania są błędne: sprawdź nazwę i hasło użytkownika API.",
    ),
    "wrong_token": Entry(
        401,
        401004,
        "The control API needs its token: send Authorization: Bearer with the token that the mock printed at start.",
        "Interfejs sterujący wymaga tokenu: wyślij Authorization: Bearer z tokenem wypisanym przy starcie.",
    ),
    "method_not_permitted": Entry(
        403,
        403001,
        "The API user may not call this method: add it to the user's permitted methods in the administration panel.",
        "Użytkownik API nie ma dostępu do tej metody: dodaj ją do jego dozwolonych metod w panelu administracyjnym.",
    ),
    "foreign_host": Entry(
        403,
        403002,
        "The control API and the console do not answer under this host name: use localhost or the IP address, or start"
        " the mock with --allow-host and the name.",
        "Interfejs sterujący i konsola nie odpowiadają pod tą nazwą hosta: użyj localhost lub adresu IP albo uruchom"
        " mock z opcją --allow-host i tą nazwą.",
    ),
    "foreign_origin": Entry(
        403,
        403003,
        "A page of another origin may not use the control API and the console: open the console at its own address, or"
        " send the request from a program.",
        "Strona z innego źródła nie może używać interfejsu sterującego i konsoli: otwórz konsolę pod jej własnym"
        " adresem albo wyślij żądanie z programu.",
    ),
    "unknown_path": Entry(
        404,
        404001,
        "There is no such path: check the URL.",
        "Nie ma takiej ścieżki: sprawdź adres URL.",
    ),
    "unknown_queue": Entry(
        404,
        404002,
        "There is no chat queue with this chat_queue_id: use the id of an existing queue.",
        "Nie ma kolejki czata o tym chat_queue_id: podaj identyfikator istniejącej kolejki.",
    ),
    "unknown_conversation": Entry(
        404,
        404003,
        "There is no conversation with this conversation_id: list the conversations to find its id.",
        "Nie ma konwersacji o tym conversation_id: znajdź jej identyfikator na liście konwersacji.",
    ),
    "unknown_request": Entry(
        404,
        404007,
        "The journal has no request of this number: list the requests; the oldest ones give way to new ones.",
        "W dzienniku nie ma żądania o tym numerze: zobacz listę żądań; najstarsze ustępują nowym.",
    ),
    "closed_queue": Entry(
        404,
        404004,
        "The chat queue is closed: try again when it is open, or use another chat_queue_id.",
        "Kolejka czata jest zamknięta: spróbuj, gdy będzie otwarta, albo podaj inne chat_queue_id.",
    ),
    "unknown_space": Entry(
        404,
        404005,
        "There is no space of this name: list the spaces to find it.",
        "Nie ma przestrzeni o tej nazwie: znajdź ją na liście przestrzeni.",
    ),
    "invalid_space": Entry(
        404,
        404006,
        "A space cannot have this name: use up to 63 lower-case letters, digits, hyphens and underscores.",
        "Przestrzeń nie może się tak nazywać: użyj do 63 małych liter, cyfr, łączników i podkreśleń.",
    ),
    "undocumented_answer": Entry(
        404,
        404008,
        "The document has no answer {code} here: prefer one of {codes}.",
        "Dokument nie ma tu odpowiedzi {code}: użyj jednej z {codes}.",
    ),
    "unknown_example": Entry(
        404,
        404009,
        "The document has no such example as {example}: prefer one of these, with its code ({examples}).",
        "Dokument nie ma przykładu {example}: użyj jednego z tych, z jego kodem ({examples}).",
    ),
    "unknown_fault": Entry(
        404,
        404010,
        "There is no fault with this fault_id, or it is over: list the faults to find its id.",
        "Nie ma awarii o tym fault_id albo już minęła: znajdź jej identyfikator na liście awarii.",
    ),
    "unknown_scenario": Entry(
        404,
        404011,
        "There is no scenario of this name: use one of {names}.",
        "Nie ma scenariusza o tej nazwie: użyj jednego z {names}.",
    ),
    "method_not_allowed": Entry(
        405,
        405001,
        "The path does not support this method: use {allow}.",
        "Ta ścieżka nie obsługuje tej metody: użyj {allow}.",
    ),
    "default_space": Entry(
        409,
        409001,
        "The default space cannot be removed: put it back to its start with POST /_mock/reset.",
        "Przestrzeni domyślnej nie można usunąć: przywróć jej stan początkowy przez POST /_mock/reset.",
    ),
    "request_too_slow": Entry(
        408,
        408001,
        "The request did not arrive within {seconds} seconds: send all of it at once, then wait for the answer.",
        "Żądanie nie dotarło w ciągu {seconds} sekund: wyślij je w całości od razu, a potem czekaj na odpowiedź.",
    ),
    "body_too_large": Entry(
        413,
        413001,
        "The body is too large: send at most {limit} bytes.",
        "Treść żądania jest za duża: wyślij najwyżej {limit} bajtów.",
    ),
    "request_target_too_long": Entry(
        414,
        414001,
        "The URL is too long: send at most {limit} bytes of path and query.",
        "Adres URL jest za długi: wyślij najwyżej {limit} bajtów ścieżki i zapytania.",
    ),
    "headers_too_large": Entry(
        431,
        431001,
        "The headers are too large: send at most {count} of them, {limit} bytes in all.",
        "Nagłówki są za duże: wyślij ich najwyżej {count}, razem {limit} bajtów.",
    ),
    "too_many_requests": Entry(
        429,
        429001,
        "Too many requests: wait for the time that Retry-After gives, then try again.",
        "Za dużo żądań: odczekaj czas podany w Retry-After i spróbuj ponownie.",
    ),
    "too_many_spaces": Entry(
        429,
        429002,
        "There are {limit} spaces, which is as many as there may be: remove one with DELETE /_mock/spaces/NAME.",
        "Jest już {limit} przestrzeni, a więcej być nie może: usuń jedną z nich, DELETE /_mock/spaces/NAZWA.",
    ),
    "too_many_streams": Entry(
        429,
        429003,
        "There are {limit} open streams, which is as many as there may be: close one, such as a page of the console.",
        "Otwartych strumieni jest już {limit}, a więcej być nie może: zamknij jeden z nich, na przykład konsolę.",
    ),
    "too_many_faults": Entry(
        429,
        429004,
        "There are {limit} faults, which is as many as there may be: remove some with DELETE /_mock/faults.",
        "Jest już {limit} awarii, a więcej być nie może: usuń je, DELETE /_mock/faults.",
    ),
    "internal_error": Entry(
        500,
        500001,
        "The server failed: quote the request_id to support.",
        "Błąd serwera: podaj request_id w zgłoszeniu do serwisu.",
    ),
    "too_many_connections": Entry(
        503,
        503002,
        "All {limit} connections that there may be are in use: close some of yours, then try again.",
        "Wszystkie {limit} dopuszczalnych połączeń jest w użyciu: zamknij część swoich i spróbuj ponownie.",
    ),
    "service_unavailable": Entry(
        503,
        503001,
        "The service is not available: wait for the time that Retry-After gives, then try again.",
        "Usługa jest niedostępna: odczekaj czas podany w Retry-After i spróbuj ponownie.",
    ),
}


class Fault(NamedTuple):
    """One fault of a request, with its sentence in each of `LANGUAGES`."""

    status: int
    code: int
    sentences: dict[str, str]


def fault(name: str, /, **values: object) -> Fault:
    """Return the fault that is called ``name`` in `FAULTS`, its sentences filled in with ``values``."""
    return _fill(FAULTS[name], FAULTS[name].code, values) if values else _plain_fault(name)


def recognised(code: int, message: str) -> Fault | None:
    """Return the fault of `FAULTS` that says ``message`` under ``code``, in either language; None if none does."""
    for entry in FAULTS.values():
        for template in (entry.en, entry.pl):
            if entry.code == code and (match := _pattern(template).fullmatch(message)):
                return _fill(entry, code, match.groupdict())
    return None


def parameter_fault(kind: str, number: int, **values: object) -> Fault:
    """Return the parameter fault ``kind`` of `PARAMETER_FAULTS` for the parameter with this error number (1 to 99)."""
    entry = PARAMETER_FAULTS[kind]
    return _fill(entry, entry.status * 1000 + number * 10 + entry.code, values)


@cache
def _plain_fault(name: str) -> Fault:
    return _fill(FAULTS[name], FAULTS[name].code, {})


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what reads the values back from a sentence."""
    parts = (re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in Formatter().parse(template))
    return re.compile("".join(parts))


def _fill(entry: Entry, code: int, values: Mapping[str, object]) -> Fault:
    return Fault(entry.status, code, {"en": entry.en.format(**values), "pl": entry.pl.format(**values)})
