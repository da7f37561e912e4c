"""JSON as the mock writes it."""

import pytest
from thulium_mock.serialization import to_json


def test_json_is_compact_and_in_utf8() -> None:
    """No space is spent, and letters are themselves."""
    assert to_json({"a": [1, "żółć", None]}) == '{"a":[1,"żółć",null]}'.encode()


def test_what_is_no_text_is_refused() -> None:
    """A lone surrogate cannot be written."""
    with pytest.raises(UnicodeEncodeError):
        to_json("\ud800")
