"""Accept-Language: quality values, regions, `*`, and rubbish."""

import pytest
from thulium_mock.languages import preferred_language

TABLE = [
    ("pl", "pl"),
    ("PL", "pl"),
    ("pl-PL", "pl"),
    ("pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", "pl"),
    ("en-US,en;q=0.9,pl;q=0.8", "en"),
    ("en;q=0.8,pl;q=0.9", "pl"),
    ("en;q=0.8, pl ; q=0.9", "pl"),
    ("pl,en", "pl"),
    ("en,pl", "en"),
    ("de,pl;q=0.5", "pl"),
    ("de,fr", "en"),
    ("de,*;q=0.5", "en"),
    ("*", "en"),
    ("*,pl;q=0.5", "en"),
    ("*;q=0.1,pl;q=0.5", "pl"),
    ("en;q=0", "en"),
    ("en;q=0,*", "pl"),
    ("pl;q=0", "en"),
    ("pl;q=0,*;q=0", "en"),
    ("pl;q=0.001", "pl"),
    ("pl;q=0.000", "en"),
    ("pl;q=1.000,en", "pl"),
    ("en;q=0.9,en-GB;q=0.1,pl;q=0.5", "en"),
    ("", "en"),
    (",,,", "en"),
    ("pl;q=2", "en"),
    ("pl;q=-1", "en"),
    ("pl;q=0.0001", "en"),
    ("pl;q=", "en"),
    ("pl;q=x", "en"),
    ("pl;level=1", "en"),
    ("pl_PL", "en"),
    ("plx", "en"),
    ("polish", "en"),
    ("x" * 100_000, "en"),
    ("rubbish!;;;q=,pl", "pl"),
    ("\x00\xff,pl", "pl"),
    ("*-pl", "en"),
]


@pytest.mark.parametrize(("header", "language"), TABLE)
def test_the_preferred_language_wins(header: str, language: str) -> None:
    """Polish where the header prefers it, English everywhere else; rubbish is passed over."""
    assert preferred_language([(b"accept-language", header.encode("latin-1"))]) == language


def test_english_without_the_header() -> None:
    """A caller who says nothing reads English."""
    assert preferred_language([(b"host", b"example.org")]) == "en"


def test_several_headers_count_as_one_list() -> None:
    """Two Accept-Language headers are read as one."""
    assert preferred_language([(b"accept-language", b"en;q=0.1"), (b"accept-language", b"pl;q=0.2")]) == "pl"
