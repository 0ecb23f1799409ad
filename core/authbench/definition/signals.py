"""`refresh_on` and `detect_on`: which answers mean that credentials no longer hold (SDK reference 4.5)."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class TextPattern(Protocol):
    """A regular expression of the definition's language. `source` is its literal, for display."""

    @property
    def source(self) -> str:
        """The pattern as written, with its flags."""

    def search(self, text: str) -> bool:
        """Whether it is found anywhere in `text`."""


Signal = int | str | TextPattern
"""An HTTP status, a text to equal, or a pattern to find."""


def signal_matches(signal: Signal, title: str, status: int | None, body: str | bytes | None) -> bool:
    """Whether an entry of `refresh_on` matches a failed attempt.

    `title` is the error's title (`401 Unauthorized`), `status` None for a detected error. A text
    equals the title, its phrase alone, or the whole body; it is never a substring (9.1, row 3). A
    pattern is found in the title or the body.
    """
    if isinstance(signal, bool):
        return False
    if isinstance(signal, int):
        return status is not None and signal == status
    text = _text(body)
    if isinstance(signal, str):
        return signal in (title, _phrase(title, status), text)
    return signal.search(title) or signal.search(text)


def detect_matches(signal: Signal, raw: str | bytes | None, parsed: object = None) -> bool:
    """Whether an entry of `detect_on` matches an answer of a successful status: a text equals the
    raw body, a pattern is found in it; a number never matches. `parsed` counts where it is text."""
    if isinstance(signal, int):
        return False
    texts = [_text(raw)]
    if isinstance(parsed, str):
        texts.append(parsed)
    if isinstance(signal, str):
        return signal in texts
    return any(signal.search(text) for text in texts)


def describe_signal(signal: Signal) -> str:
    """The entry as a person wrote it."""
    if isinstance(signal, int):
        return str(signal)
    if isinstance(signal, str):
        return f"'{signal}'"
    return signal.source


def _phrase(title: str, status: int | None) -> str:
    """The reason phrase of a title; the title itself where it has no status in front."""
    return title.removeprefix(f"{status} ") if status is not None else title


def _text(body: str | bytes | None) -> str:
    if body is None:
        return ""
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else body
