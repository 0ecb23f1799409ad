"""What the server itself said, word for word, made safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from authbench.errors import Code
from authbench.events import Failure, HttpExchange
from authbench.journal.explanations.answers import Fields, found, header_of
from authbench.journal.redaction import Redactor

LONGEST = 500
"""Characters of one saying."""
_MOST = 6
_CODES = frozenset(code.value for code in Code)

_ERROR_CODE = re.compile(r"[A-Z][A-Za-z_]{1,60}|[A-Z][A-Z0-9_]{1,60}|\d{1,6}")

_STANDARD = ("error", "error_description", "error_uri")
_NAMES = (
    # Nested as Google, Microsoft Graph, Stripe and many others have it.
    *("error.status", "error.code", "error.type", "error.message", "error.description"),
    *("error_code", "errorCode", "errorSummary", "code", "Code", "faultcode", "faultstring", "Value"),
    *("type", "title", "detail", "message", "Message", "msg", "reason", "needed", "provided"),
    *("0.errorCode", "0.message", "errors", "errors.*.code", "errors.*.title", "errors.*.detail"),
    *("errors.*.message", "errors.*", "errors.*.*", "errorMessages.*", "Text"),
)


def sayings(
    failure: Failure, exchange: HttpExchange | None, answer: Fields, redactor: Redactor
) -> tuple[tuple[str, str], ...]:
    """The server's `error`, `error_description` and `error_uri` first, then what else explains."""
    told: dict[str, str] = {}
    for name, value in _raw(failure, exchange, answer):
        if name not in told and value.strip():
            shown = visible(shown_field(name, value, redactor))
            told[visible(redactor.text(name))] = shown
        if len(told) == _MOST:
            break
    return tuple(told.items())


def _raw(failure: Failure, exchange: HttpExchange | None, answer: Fields) -> Iterator[tuple[str, str]]:
    if exchange is not None and exchange.status is not None:
        if exchange.status >= 400 or is_error(answer):
            challenge = header_of(exchange.response_headers, "www-authenticate") or ""
            for name in _STANDARD:
                yield from found(answer, name)
                # An API says the same in its challenge (RFC 6750, 3).
                yield from ((name, match[1]) for match in re.finditer(rf'\b{name}="([^"]*)"', challenge))
            for name in _NAMES:
                yield from found(answer, name)
    elif exchange is None and failure.code not in _CODES:
        yield "error", failure.code
        for name in _STANDARD[1:]:
            yield name, failure.details.get(name, "")


def shown_field(path: str, value: str, redactor: Redactor) -> str:
    """A field's value, redacted by its name, too. A `code` that is a word in capitals, a number, or part of
    an error is no authorization code."""
    name = path.rpartition(".")[2]
    of_error = "error" in path.lower() or "extensions" in path or _ERROR_CODE.fullmatch(value)
    if of_error and name.lower() in ("code", "error_code", "errorcode"):
        return redactor.text(value)
    return redactor.named(name, value).text


def is_error(answer: Fields) -> bool:
    """Whether an answer reports an error in its body, whatever its status."""
    for path, value in answer:
        if path in ("ok", "success") and value == "false":
            return True
        if path in (
            "error",
            "error.message",
            "error.code",
            "faultstring",
            "errors.0.message",
            "errors.0.code",
        ):
            return value not in ("", "0", "false", "none", "None")
    return False


def visible(text: str) -> str:
    """`text` on one line, at most 500 characters, with every character that cannot be seen, or that turns
    the direction of writing, spelt as its code point."""
    text = re.sub(r"\s*[\r\n]+\s*", " ", text)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co") else c
        for c in text
    )
