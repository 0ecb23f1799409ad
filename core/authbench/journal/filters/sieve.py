"""Where a filter can find nothing, told without redacting: most headers and bodies of a long log.

What is shown of a text is the text itself with chips in it, and perhaps with blanks. So letters and digits
that are not in the text in this order are not shown either, unless a chip says them: the words of a chip are
those of a name in the text, or one of a vocabulary. Where that cannot be told, the text is to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from authbench.events import Body, Header
from authbench.journal.chips import WITHHELD
from authbench.journal.filters.grammar import Filter
from authbench.journal.images import image_facts

_NEITHER: Final = bytes(code for code in range(128) if not chr(code).isalnum())
"""What is neither letter nor digit."""
_NO_CONTROLS: Final = bytes(code for code in range(256) if code >= 32 or code in (9, 10, 13))
_ENDS: Final = (b"hars", b"ars", b"har", b"rs", b"ar", b"s", b"r")
"""How a chip may end, before what follows it."""
_OF_CHIPS: Final = (
    *("access token", "password", "client id", "user name", "cookie", "jwt", "private key", "secret"),
    WITHHELD,
)
_COUNTED: Final = re.compile(r"(?P<words>.*?)\d*(?:c|ch|cha)?", re.DOTALL)
_SEARCHED: Final = frozenset(("", "header", "body", "request", "response"))


class Sieve:
    """Lets pass what has to be looked at for `needles`, which are reduced to letters and digits."""

    def __init__(self, needles: Collection[bytes]) -> None:
        self._needles = tuple(needles)

    def line(self, name: str, value: str) -> bool:
        """Whether a header has to be looked at."""
        return "%" in value or "\\" in value or self._may_hold(f"{name}{value}")

    def body(self, body: Body, headers: Iterable[Header], limit: int) -> bool:
        """Whether a body has to be looked at; one of more than `limit` bytes has."""
        content = body.content
        if body.size > limit or body.size > len(content):
            return True
        if not content:
            return False
        kind = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
        if "json" not in kind and kind and not kind.startswith("text/plain"):
            return True
        if b"%" in content or b"\\u" in content or content.translate(None, _NO_CONTROLS):
            return True
        if "charset" in kind and "utf-8" not in kind:
            return True
        if content[:1] not in (b"{", b"[") and image_facts(content) is not None:
            return True
        try:
            return self._may_hold(content.decode("utf-8"))
        except UnicodeDecodeError:
            return True

    def _may_hold(self, text: str) -> bool:
        reduced = _reduced(text)
        return any(needle in reduced for needle in self._needles)


def sieve_for(wanted: Filter, labels: Iterable[str]) -> Sieve | None:
    """The sieve for a filter, where secrets are called by these `labels`; None where all has to be looked
    at."""
    vocabulary = [_reduced(words) for words in {*labels, *_OF_CHIPS}]
    needles = set()
    for term in wanted.effective:
        if term.key == "secret":
            return None
        if term.key not in _SEARCHED:
            continue
        text = term.value.lower()
        if term.key == "header" and ":" in text:
            # `content-type: json` asks for a name and a part of its value.
            text = text.partition(":")[2]
        reduced = _reduced(text)
        if _may_be_of_chip(text, reduced, vocabulary):
            return None
        needles.add(_behind_a_chip(reduced))
    return Sieve(needles) if needles else None


def _may_be_of_chip(text: str, reduced: bytes, vocabulary: Iterable[bytes]) -> bool:
    """Whether a chip may show `text`, or a part of it."""
    if not text.isascii() or "+" in text or "char" in text:
        return True
    plain = reduced.decode("ascii")
    found = _COUNTED.fullmatch(plain)
    words = plain if found is None else found["words"]
    if not words or not _behind_a_chip(reduced) or plain in "chars":
        return True
    return any(words.encode() in label or reduced in label for label in vocabulary)


def _behind_a_chip(reduced: bytes) -> bytes:
    """What of it the text itself has at least, where it begins with the end of a chip."""
    most = max((len(end) for end in _ENDS if reduced.startswith(end)), default=0)
    return reduced[most:]


def _reduced(text: str) -> bytes:
    return text.lower().encode("utf-8", "surrogatepass").translate(None, _NEITHER)
