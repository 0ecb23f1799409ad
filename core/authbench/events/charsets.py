"""Which charsets of a Content-Type are read. Python has codecs that no server means and that are no encodings
of characters, such as one that evaluates escapes."""

from __future__ import annotations

import codecs
from typing import Final

_NO_CHARSETS: Final = frozenset(
    {
        "idna",
        "mbcs",
        "oem",
        "palmos",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
    }
)


def codec_for(charset: str) -> str | None:
    """The codec's name for a charset; None for one that is not read."""
    try:
        found = codecs.lookup(charset)
    except (LookupError, ValueError):
        return None
    name = found.name.replace("_", "-")
    return found.name if found._is_text_encoding and name not in _NO_CHARSETS else None
