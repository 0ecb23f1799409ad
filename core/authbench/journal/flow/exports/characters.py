"""Characters that no file of ours can hold, however they are written."""

from __future__ import annotations

import re

# XML 1.0, section 2.2: it knows no other characters. HTML makes of most of the rest what they are not.
_IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def possible(text: str) -> str:
    """`text` with the sign for an unknown character in place of each that XML and HTML do not know, and of
    half a pair of surrogates, which no file in UTF-8 can have."""
    return _IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
