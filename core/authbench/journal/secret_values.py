"""Secrets found by their value, in whatever encoding they appear."""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from authbench.journal.chips import Span
from authbench.journal.gram_index import GramIndex, Hit
from authbench.journal.secret_names import is_secret_name
from authbench.journal.unescape import Unescaped, unescapings

SHORTEST = 4
"""Shorter secrets are masked by place only: by value they would make every text unreadable."""
SHORTEST_ANYWHERE = 8
"""Secrets of 4 to 7 characters are masked as whole words only."""
WINDOW = 12
WINDOWED_FROM = 24
"""Any 12 characters of a secret of 24 or more are masked."""
MOST_OVERHEARD = 80_000
"""Characters of secrets that nobody announced; each takes about 0.5 KB of the index."""
MOST_SPENT = 40_000
"""Characters of such secrets that were made for one request."""
_DEPTH = 3
_LARGE = 1_000_000
_SHIFTED_RUN = 16_384

# Values that people do type as secrets and that are words of every exchange: masked by place only.
PLAIN_WORDS = frozenset(
    (
        *("access_token", "admin", "api_key", "apikey", "application/json", "authorization"),
        *(
            "authorization_code",
            "authorization code",
            "basic",
            "bearer",
            "changeme",
            "client",
            "client_credentials",
        ),
        *("client_id", "client_secret", "code", "code_verifier", "default", "demo", "example", "false"),
        *("grant_type", "guest", "html", "http", "https", "id_token", "json", "localhost", "login", "name"),
        *(
            "none",
            "null",
            "oauth",
            "oauth2",
            "offline_access",
            "openid",
            "pass",
            "password",
            "post",
            "private",
        ),
        *(
            "public",
            "redirect_uri",
            "refresh_token",
            "request",
            "response",
            "root",
            "scope",
            "secret",
            "state",
        ),
        *("string", "test", "text", "token", "token_type", "true", "undefined", "user", "username", "value"),
    )
)
_WORD = re.compile(r"\w")
# What may be a label of a host's name, of up to 63 characters (RFC 1035, 2.3.4), and is no mere word.
_HOST_LABEL = re.compile(r"(?=.*[A-Z])(?=.*\d|.{16})[A-Za-z0-9._-]{8,63}\Z")
_PEM_LINE = re.compile(r"-----[A-Z ]+-----")
_URL_PART = re.compile(r"://[^/?#@:]*:([^/?#@]{4,})@|[/=](?=[^/?#&=]*\d)([^/?#&=@:]{16,})")
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_READABLE = re.compile(rb"[\x20-\x7e]{6}")
_BASE64_CHARACTER = re.compile(r"[A-Za-z0-9+/_=-]")
# As CSV, YAML and SQL write a quote within quotes, and shells.
_QUOTES = (('"', '""'), ("'", "''"), ("'", "'\"'\"'"), ("'", "'\\''"))
_GZIP = b"\x1f\x8b\x08"
_PACKED = frozenset((b"\x1f\x8b", b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"))
_MOST_UNPACKED = 1_000_000
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]*={0,2}")


@dataclass(frozen=True, slots=True)
class Known(Span):
    """A place where a known secret is. `whole` is that secret, of which here may be but a part."""

    whole: str = ""


@dataclass(frozen=True, slots=True)
class _Spelling:
    value: str
    whole_word: bool = False
    base64: bool = False


class SecretValues:
    """The values known as secret. Safe in any thread; a value added late is found at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._labels: dict[str, str] = {}
        self._pending: list[str] = []
        self._overheard: set[str] = set()
        self._room = {False: MOST_OVERHEARD, True: MOST_SPENT}
        self._spellings: list[_Spelling] = []
        # (shortest occurrence, index): the strides are the widest that miss none of that length.
        self._indexes = ((12, GramIndex(6, 7)), (8, GramIndex(4, 5)), (4, GramIndex(3, 2)))
        self._generation = 0
        self._known_labels: set[str] = set()
        self._others: tuple[SecretValues, ...] = ()

    def add(self, value: str, label: str) -> None:
        """Look for `value` from now on. Its parts are looked for where it is a JSON document."""
        if len(value) < SHORTEST:
            return
        with self._lock:
            if value in self._overheard:
                # Who announces a secret knows better what it is.
                self._overheard.discard(value)
                self._labels[value] = label
                self._known_labels.add(label)
                self._generation += 1
            elif value not in self._labels:
                self._labels[value] = label
                self._known_labels.add(label)
                self._pending.append(value)
                self._generation += 1

    def overhear(self, value: str, label: str, *, spent: bool) -> None:
        """The same for a value that nobody announced, within a budget: of those that are `spent` on one
        request, which nothing before it can hold, and of all others."""
        if value in self._labels:
            return
        with self._lock:
            if value in self._labels or self._room[spent] < len(value):
                return
            self._room[spent] -= len(value)
            self._overheard.add(value)
            self._labels[value] = label
            self._known_labels.add(label)
            self._pending.append(value)
            self._generation += not spent

    def also(self, others: SecretValues) -> None:
        """Find from now on what `others` know, too, now or later."""
        self._others = (*self._others, others)

    @property
    def generation(self) -> int:
        """Grows whenever more is known."""
        return self._generation + sum(others.generation for others in self._others)

    def labels(self) -> frozenset[str]:
        """What those that are known are called."""
        with self._lock:
            own = frozenset(self._known_labels)
        return own.union(*(others.labels() for others in self._others))

    def label_of(self, value: str) -> str | None:
        """The label under which exactly this value is known."""
        labels = (self._labels.get(value), *(others.label_of(value) for others in self._others))
        return next((label for label in labels if label is not None), None)

    def find(self, text: str) -> list[Known]:
        """Where secrets are in `text`: as they are, unescaped, and inside base64."""
        if self._pending:
            self._index_pending()
        found: list[Known] = []
        if self._spellings and len(text) >= SHORTEST:
            found = self._find(text, _DEPTH if len(text) <= _LARGE else _DEPTH - 1, {})
        for others in self._others:
            found += others.find(text)
        return found

    def _find(
        self, text: str, depth: int, seen: dict[str, int], source: Unescaped | None = None
    ) -> list[Known]:
        """`seen` are texts that were searched to a depth: undoing two kinds of escapes in one order or
        the other mostly gives the same."""
        spans = list(self._direct(text))
        if depth > 0:
            for unescaped in unescapings(text, rare=depth > 1):
                if seen.get(unescaped.text, 0) >= depth:
                    continue
                seen[unescaped.text] = depth
                for span in self._find(unescaped.text, depth - 1, seen, unescaped):
                    start, end = unescaped.original(span.start), unescaped.original(span.end)
                    spans.append(replace(span, start=start, end=end))
            spans += self._inside_base64(text, depth - 1, source)
        return spans

    def _direct(self, text: str) -> Iterator[Known]:
        for _, index in self._indexes:
            for hit in index.find(text):
                spelling = self._spellings[hit.pattern]
                if spelling.whole_word and not _is_whole_word(text, hit):
                    continue
                start, end = _base64_edges(text, hit) if spelling.base64 else (hit.start, hit.end)
                length = len(spelling.value) if hit.whole else end - start
                yield Known(start, end, self._labels[spelling.value], length, whole=spelling.value)

    def _inside_base64(self, text: str, depth: int, source: Unescaped | None) -> Iterator[Known]:
        """Runs of base64 whose content holds a secret, such as a pair of client id and secret. Of a
        text that was unescaped, only those that were not there before."""
        for match in _BASE64_RUN.finditer(text):
            if source is not None and not source.is_changed(match.start(), match.end()):
                continue
            for content in _decoded(match.group()):
                # Searched anew for each run: the same content in another place has to be hidden there.
                found = self._find(content, depth, {})
                if found:
                    yield replace(found[0], start=match.start(), end=match.end())
                    break

    def _index_pending(self) -> None:
        with self._lock:
            for value in self._pending:
                for text, minimum, whole_word, is_base64 in _spellings(value):
                    number = len(self._spellings)
                    self._spellings.append(_Spelling(value, whole_word, is_base64))
                    for shortest, index in self._indexes:
                        if minimum >= shortest:
                            index.add(number, text, minimum)
                            break
            # Emptied last: who looks for secrets meanwhile has to wait here until all can be found.
            self._pending.clear()


def _spellings(value: str) -> Iterator[tuple[str, int, bool, bool]]:
    """(text, shortest piece that counts, whole words only, is base64) for each spelling."""
    seen: set[str] = set()
    for part in _parts(value):
        for spelling in _spellings_of_part(part, windows=not _is_structured(part)):
            # Forms write a blank as a plus, whatever else was done to the value before.
            for text in (spelling[0], spelling[0].replace(" ", "+")):
                if text not in seen and len(text) >= SHORTEST:
                    seen.add(text)
                    yield (text, *spelling[1:])


def _spellings_of_part(value: str, *, windows: bool) -> Iterator[tuple[str, int, bool, bool]]:
    if value.lower() in PLAIN_WORDS:
        return
    short = len(value) < SHORTEST_ANYWHERE
    minimum = WINDOW if windows and len(value) >= WINDOWED_FROM else len(value)
    yield value, minimum, short, False
    content = value.encode("utf-8", "surrogatepass")
    mistaken = content.decode("latin-1")
    if mistaken != value:
        yield mistaken, len(mistaken), short, False
    hexadecimal = content.hex()
    shortest = 2 * WINDOW if minimum == WINDOW else len(hexadecimal)
    yield hexadecimal, shortest, short, False
    yield hexadecimal.upper(), shortest, short, False
    if short:
        for codec in ("utf-8", "utf-16-le", "utf-16-be"):
            plain = base64.b64encode(value.encode(codec, "surrogatepass")).decode("ascii").rstrip("=")
            yield plain, len(plain), True, False
        return
    yield value[::-1], len(value), False, False
    if _HOST_LABEL.match(value):
        # Capitals mean nothing in the name of a host: clients write it in small letters (RFC 4343).
        yield value.lower(), len(value), False, False
    for quote, doubled in _QUOTES:
        if quote in value:
            other = value.replace(quote, doubled)
            yield other, len(other), False, False
    yield from _base64_spellings(content)
    if not value.isascii():
        for codec in ("utf-16-le", "utf-16-be"):
            wide = value.encode(codec, "surrogatepass")
            yield wide.decode("latin-1"), len(wide), False, False
            yield from _base64_spellings(wide)


def _base64_spellings(content: bytes) -> Iterator[tuple[str, int, bool, bool]]:
    for shift in range(3):
        # The characters that the secret alone decides, whatever bytes surround it.
        encoded = base64.b64encode(bytes(shift) + content).decode("ascii")
        core = encoded[(0, 2, 3)[shift] : (shift + len(content)) * 8 // 6]
        for spelled in (core, core.replace("+", "-").replace("/", "_")):
            yield spelled, max(min(len(spelled), 33), len(spelled) // 4), False, True


def _parts(value: str) -> Iterator[str]:
    yield value
    stripped = value.strip()
    if stripped != value:
        yield stripped
    if "PRIVATE KEY-----" in value:
        for line in value.replace("\\n", "\n").splitlines():
            if len(line) >= WINDOWED_FROM and not _PEM_LINE.search(line):
                yield line.strip()
    if value.lstrip().startswith("{"):
        yield from _secret_leaves(value)
    if "://" in value[:20]:
        # The password of a connection string, the token in a webhook's path: they come alone, too.
        yield from (match[1] or match[2] for match in _URL_PART.finditer(value))


def _is_structured(value: str) -> bool:
    """Whether pieces of `value` are ordinary text: a URL, a key file with its banner, JSON."""
    return "://" in value[:20] or "PRIVATE KEY-----" in value or value.lstrip().startswith("{")


def _secret_leaves(document: str) -> Iterator[str]:
    """The secret values in a JSON document, such as a service account's key file."""
    try:
        root = json.loads(document)
    except (ValueError, RecursionError):
        return
    rest: list[tuple[str, Any]] = [("", root)]
    while rest:
        name, value = rest.pop()
        if isinstance(value, dict):
            rest += value.items()
        elif isinstance(value, list):
            rest += ((name, item) for item in value)
        elif isinstance(value, str) and ("PRIVATE KEY-----" in value or is_secret_name(name)):
            yield from _parts(value)


def _is_whole_word(text: str, hit: Hit) -> bool:
    before = text[hit.start - 1] if hit.start else " "
    after = text[hit.end] if hit.end < len(text) else " "
    return not (
        (_WORD.match(before) and _WORD.match(text[hit.start]))
        or (_WORD.match(after) and _WORD.match(text[hit.end - 1]))
    )


def _base64_edges(text: str, hit: Hit) -> tuple[int, int]:
    """The hit with the characters beside it that hold the secret's first and last bits."""
    start, end = hit.start, hit.end
    if start and _BASE64_CHARACTER.match(text[start - 1]):
        start -= 1
        while start and text[start - 1].isascii() and text[start - 1].isalnum():
            start -= 1
    if end < len(text) and _BASE64_CHARACTER.match(text[end]):
        rest = _ALPHANUMERIC.match(text, end + 1)
        end = rest.end() if rest else end + 1
    return start, end


def unpacked(content: bytes) -> bytes | None:
    """What gzip or zlib packed (RFC 1952, RFC 1950), at most a megabyte of it and also where its end is
    missing; None for anything else."""
    if content[:2] not in _PACKED:
        return None
    try:
        return zlib.decompressobj(47).decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return None


def _decoded(run: str) -> Iterator[str]:
    """What a run may mean. Punctuation beside base64 looks like a part of it, so that the right
    groups of four may begin at any of four places; what is decoded from the wrong one is noise."""
    characters = run.rstrip("=").replace("-", "+").replace("_", "/")
    shifted = len(run) <= _SHIFTED_RUN and ("+" in characters or "/" in characters)
    for start in range(4 if shifted else 1):
        length = (len(characters) - start) // 4 * 4
        rest = characters[start + length :]
        padded = rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""
        try:
            content = base64.b64decode(characters[start : start + length] + padded)
        except binascii.Error:
            continue
        at = content.find(_GZIP) if shifted else 0
        inside = unpacked(content[at:]) if at >= 0 else None
        if inside is not None:
            yield inside.decode("utf-8", "replace")
        zeros = content.count(0)
        if zeros * 4 >= len(content):
            # UTF-16, whichever end first. Where other characters look like the run's beginning, the
            # bytes of a pair cannot be told apart.
            yield content.decode("utf-16-be" if content[::2].count(0) * 2 > zeros else "utf-16-le", "replace")
            yield content.replace(b"\0", b"").decode("utf-8", "replace")
        elif not shifted:
            try:
                yield content.decode("utf-8")
            except UnicodeDecodeError:
                continue
        elif _READABLE.search(content):
            yield content.decode("utf-8", "replace")
