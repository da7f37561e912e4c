"""Text of files that people write."""

import codecs


def decoded(content: bytes, errors: str = "strict") -> str:
    """Return text as editors and PowerShell save it; `errors` says what becomes of the rest, as for `bytes.decode`."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else "utf-8-sig", errors)
