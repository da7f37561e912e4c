"""Bounds and spellings of both integers."""

from collections.abc import Iterator

from thulium_contract.edge_values.row import (
    INTEGERS,
    NO_SCHEMA_NUMBERS,
    NOT_AN_INTEGER,
    OUT_OF_RANGE,
    PRISM_NUMBERS,
    EdgeValue,
    row,
)


def integers() -> Iterator[EdgeValue]:
    """Bounds and spellings of both integers."""
    in_range = [("one", 1), ("below-maximum", 2147483646), ("maximum", 2147483647)]
    out_of_range = [
        ("zero", 0),
        ("minus-one", -1),
        ("above-maximum", 2147483648),
        ("unsigned-32-bit", 4294967296),
        ("above-64-bit", 9223372036854775808),
        ("400-digits", int("9" * 400)),
        ("minus-400-digits", -int("9" * 400)),
    ]
    other_spellings = [
        ("leading-zeros", "007", "An integer has no leading zero.", "007", True),
        ("plus-sign", "%2B1", "An integer has no plus sign.", "+1", True),
        ("plus-as-space", "+1", "A plus sign in a query is a space, and an integer has none.", " 1", True),
        ("leading-space", "%201", "An integer has no space.", " 1", True),
        ("trailing-space", "1%20", "An integer has no space.", "1 ", True),
        ("exponent", "1e2", "An integer has no exponent.", "1e2", True),
        ("fraction", "1.0", "An integer has no fraction.", 1.0, True),
        ("half", "1.5", "An integer has no fraction.", 1.5, False),
        ("hexadecimal", "0x1f", "An integer is decimal.", "0x1f", True),
        ("octal", "0o7", "An integer is decimal.", "0o7", True),
        ("binary", "0b1", "An integer is decimal.", "0b1", True),
        ("arabic-digit", "%D9%A3", "The digits are 0 to 9, not those of other scripts.", "٣", False),
        ("fullwidth-digit", "%EF%BC%93", "The digits are 0 to 9, not those of other scripts.", "３", False),
        ("true", "true", "A truth value is no integer.", True, False),
        ("null", "null", "There is no null in a query.", "null", False),
        ("nan", "NaN", "Not a number.", float("nan"), False),
        ("infinity", "Infinity", "Not a number.", float("inf"), False),
        ("underscore", "1_000", "An integer has digits only.", "1_000", False),
        ("thousands", "1,000", "An integer has digits only.", "1,000", False),
        ("trailing-comma", "3,", "A list is no integer.", "3,", False),
        ("trailing-letter", "3a", "An integer has digits only.", "3a", False),
        ("trailing-nul", "3%00", "An integer has digits only.", "3\0", False),
        ("trailing-newline", "3%0A", "An integer has digits only.", "3\n", True),
        ("two-signs", "--1", "An integer has at most one sign.", "--1", False),
        ("minus-zero", "-0", "Zero has no sign.", "-0", False),
        ("minus-alone", "-", "A sign is no integer.", "-", False),
        ("word", "abc", "A word is no integer.", "abc", False),
        ("quoted", "%223%22", "Quotes are no digits.", '"3"', False),
        ("brackets", "%5B3%5D", "A list is no integer.", "[3]", False),
    ]
    for name in INTEGERS:
        for label, number in in_range:
            yield row(name, label, str(number), "An integer from 1 to 2147483647.", value=number)
        for label, number in out_of_range:
            yield row(name, label, str(number), "An integer from 1 to 2147483647.", OUT_OF_RANGE, value=number)
        for label, raw, reason, value, prism_accepts in other_spellings:
            differs = PRISM_NUMBERS if prism_accepts else None
            no_schema = NO_SCHEMA_NUMBERS if label in ("leading-zeros", "plus-sign") else None
            yield row(name, label, raw, reason, NOT_AN_INTEGER, value=value, differs=differs, no_schema=no_schema)
