"""The one gate between what happened and what is shown, printed, exported or logged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from authbench.errors import AuthbenchError, Location
from authbench.events import Failure, Header, HttpExchange
from authbench.journal.aliases import JWT_MARK, Aliases
from authbench.journal.apart import is_value_apart, name_apart, secrets_apart
from authbench.journal.chips import WITHHELD, Redacted, Span, apply, chip_text, merged
from authbench.journal.decoding import unpacked
from authbench.journal.header_values import secrets_in_header
from authbench.journal.json_text import secrets_in_json
from authbench.journal.overheard import overheard
from authbench.journal.secret_names import LABELS, is_secret_name, is_secret_parameter, label_for
from authbench.journal.secret_values import Known, SecretValues
from authbench.journal.shapes import in_xml, is_jwt, named, shaped
from authbench.journal.tables import secrets_in_table
from authbench.journal.unescape import plainly
from authbench.journal.urls import secrets_in_form, secrets_in_queries, secrets_in_url, user_info

P = ParamSpec("P")


def _fail_closed(
    method: Callable[Concatenate[Redactor, P], Redacted],
) -> Callable[Concatenate[Redactor, P], Redacted]:
    @wraps(method)
    def guarded(redactor: Redactor, /, *args: P.args, **kwargs: P.kwargs) -> Redacted:
        try:
            return method(redactor, *args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever went wrong, the raw text must not pass
            return Redacted(WITHHELD)

    return guarded


class Redactor:
    """Masks secrets: by value, in any encoding; then by name, for those that nobody announced.

    Values and their labels are added as they are born; what is known late is masked in everything
    that is asked for from then on. Safe in any thread. When masking fails, the text is withheld.
    """

    def __init__(self) -> None:
        self._values = SecretValues()
        self._aliases = Aliases()

    def add(self, value: str, label: str) -> None:
        """Mask `value` from now on; `label` names it in chips (`access token`). Values of fewer
        than 4 characters are masked by their place only."""
        self._values.add(value, label)

    def know_also(self, other: Redactor) -> None:
        """Mask from now on what `other` knows by its value, now or later."""
        self._values.also(other._values)

    def labels(self) -> frozenset[str]:
        """What chips may call a secret, besides the name that it stands under."""
        return self._values.labels() | LABELS

    def overhear(self, exchange: HttpExchange) -> None:
        """Mask from now on, by their values, what `exchange` sends or answers as secret though nobody
        announced it. Within a budget; what is beyond stays masked by its place. Raises nothing."""
        try:
            for found in overheard(exchange):
                self._values.overhear(found.value, found.label, spent=found.spent)
        except Exception:  # noqa: BLE001 - what is odd about an exchange must not keep it from being recorded
            return

    @property
    def generation(self) -> int:
        """Grows whenever a value was added: what was shown before may have to be drawn anew."""
        return self._values.generation

    def alias_value(self, label: str, number: int) -> str | None:
        """The secret that chips call by this alias; None when there is none, or its value is no longer
        kept. For revealing alone."""
        return self._aliases.value(label, number)

    def contains(self, content: bytes | str) -> bool:
        """Whether a known secret is in `content`, in any encoding. True when that cannot be told."""
        try:
            return any(self._values.find(text) for text in _meanings(content))
        except Exception:  # noqa: BLE001 - unsure means yes
            return True

    def spans(self, text: str) -> list[Span]:
        """Where secrets are in free text. Raises nothing; the whole text when masking fails."""
        try:
            return self._numbered(text, self._free(text))
        except Exception:  # noqa: BLE001 - whatever went wrong, nothing may pass
            return [Span(0, len(text), "withheld", len(text))]

    @_fail_closed
    def redact(self, text: str) -> Redacted:
        """Free text: messages, console lines, tracebacks, bodies of no known kind."""
        return self._apply(text, self._free(text))

    def text(self, text: str) -> str:
        """`redact` as text."""
        return self.redact(text).text

    @_fail_closed
    def url(self, url: str) -> Redacted:
        """A URL: also by the names of its parameters, and its user information."""
        return self._apply(url, [*secrets_in_url(url), *shaped(url)])

    @_fail_closed
    def short_url(self, url: str) -> Redacted:
        """A URL for a narrow column: without scheme and with `•••` for each secret."""
        _, mark, rest = url.partition("://")
        shown = rest if mark else url
        spans = [*self._values.find(shown), *secrets_in_url(shown), *shaped(shown)]
        if "@" in shown.partition("/")[0]:
            spans.append(user_info(0, shown[: shown.index("@")]))
        return self._chipped(shown, spans, chip=lambda span: "•••")

    @_fail_closed
    def header(self, name: str, value: str) -> Redacted:
        """A header's value. Credentials of an unknown scheme are masked whole."""
        spans = list(secrets_in_header(name, value, self._values.label_of))
        # Credentials are named for what they are together, not for the half that is known.
        spans += self._values.find(value)
        if name.lower() in ("location", "referer", "content-location", "link", "refresh"):
            spans += secrets_in_url(value)
        return self._chipped(value, [*spans, *shaped(value)])

    def headers(self, headers: Iterable[Header]) -> tuple[tuple[str, Redacted], ...]:
        """Header fields with their values redacted."""
        return tuple((self.text(name), self.header(name, value)) for name, value in headers)

    @_fail_closed
    def named(self, name: str, value: str) -> Redacted:
        """The value of a form field, parameter or setting called `name`."""
        if value and is_secret_parameter(name, value):
            return self._apply(value, [Span(0, len(value), label_for(name), len(value))])
        by_place = (*shaped(value), *named(value), *secrets_apart(value), *secrets_in_table(value))
        return self._apply(value, by_place)

    @_fail_closed
    def json(self, text: str) -> Redacted:
        """JSON text: also by key, at any depth."""
        return self._chipped(text, self._of_kind(text, "json"))

    @_fail_closed
    def form(self, text: str) -> Redacted:
        """Form-encoded text: also by name."""
        return self._chipped(text, self._of_kind(text, "form"))

    @_fail_closed
    def xml(self, text: str) -> Redacted:
        """XML text: also by the names of elements and attributes."""
        return self._chipped(text, self._of_kind(text, "xml"))

    @_fail_closed
    def part(self, text: str, start: int, end: int, kind: str = "text") -> Redacted:
        """`text[start:end]` of a text of `kind` (`json`, `form`, `xml`, `text`). What is around it helps to
        tell what is secret, and of a secret that is only partly within nothing is shown."""
        found = merged(sorted(self._of_kind(text, kind), key=_rank))
        near = [span for span in found if span.end > start and span.start < end]
        spans = (
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self._numbered(text, near)
        )
        return apply(text[start:end], spans)

    def hidden(self, text: str, kind: str = "text") -> list[tuple[int, int]]:
        """Where nothing of a text of `kind` may be shown: from where to where, in order. The whole text
        when that cannot be told."""
        try:
            return [(span.start, span.end) for span in merged(self._of_kind(text, kind))]
        except Exception:  # noqa: BLE001 - unsure means all of it
            return [(0, len(text))]

    def plain(self, value: Any, name: str = "") -> Any:
        """A plain value for output: a copy with texts redacted, by value and by key at any depth."""
        try:
            return self._plain(value, name)
        except Exception:  # noqa: BLE001 - whatever went wrong, nothing may pass
            return WITHHELD

    def error(self, error: AuthbenchError | Failure) -> Failure:
        """An error with every text of it redacted. Its code is kept: it is a word, not content."""
        if isinstance(error, AuthbenchError):
            error = Failure(
                error.code, error.message, hint=error.hint, location=error.location, details=error.details
            )
        return replace(
            error,
            code=self.text(error.code),
            message=self.text(error.message),
            hint=None if error.hint is None else self.text(error.hint),
            location=self.location(error.location),
            details={name: self.named(name, value).text for name, value in error.details.items()},
        )

    def location(self, location: Location | None) -> Location | None:
        """A place whose line of source is redacted: authors do write secrets into definitions."""
        if location is None or location.source is None:
            return location
        return replace(location, source=self.text(location.source))

    def _free(self, text: str) -> Iterator[Span]:
        yield from self._values.find(text)
        yield from named(text)
        yield from shaped(text)
        yield from secrets_in_queries(text)
        yield from secrets_apart(text)
        yield from secrets_in_table(text)

    def _of_kind(self, text: str, kind: str) -> Iterator[Span]:
        if kind not in ("json", "form", "xml"):
            yield from self._free(text)
            return
        yield from self._values.find(text)
        if kind == "json":
            yield from secrets_in_json(text)
            if "?" in text:
                # URLs among its values.
                yield from secrets_in_queries(text)
            if '\\"' in text:
                # JSON inside a string of it.
                yield from named(text)
        elif kind == "form":
            yield from secrets_in_form(text)
        else:
            yield from in_xml(text)
            yield from named(text)
        yield from shaped(text)
        yield from secrets_apart(text)

    def _apply(self, text: str, by_name: Iterable[Span]) -> Redacted:
        return self._chipped(text, [*self._values.find(text), *by_name])

    def _chipped(self, text: str, spans: Iterable[Span], chip: Callable[[Span], str] = chip_text) -> Redacted:
        numbered = self._numbered(text, spans)
        return apply(text, numbered, chip=chip) if numbered else Redacted(text)

    def _numbered(self, text: str, spans: Iterable[Span]) -> list[Span]:
        """The spans without overlaps, each with its alias. What is known by its value is called so,
        however much around it the name beside it hides."""
        ranked = sorted(spans, key=_rank)
        return [self._with_alias(span, text[span.start : span.end]) for span in merged(ranked)]

    def _with_alias(self, span: Span, content: str) -> Span:
        known = isinstance(span, Known)
        value = span.whole if isinstance(span, Known) else plainly(content)
        label = span.label
        if is_jwt(value) and "JWT" not in label:
            # Signed tokens can be decoded for the reader, so their chip says what they are.
            label += JWT_MARK
        alias = self._aliases.of(value, label, known=known and self._values.label_of(value) is not None)
        exact = span.exact and content == value
        return Span(span.start, span.end, alias.label, span.length, alias.number, span.beside, exact)

    def _plain(self, value: Any, name: str) -> Any:
        if isinstance(value, Mapping):
            apart = name_apart(value)
            return {
                self.text(str(key)): self._plain(
                    item, apart if apart and is_value_apart(str(key)) else str(key)
                )
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._plain(item, name) for item in value]
        if isinstance(value, bytes | bytearray):
            return self._plain(_text(bytes(value)), name)
        if isinstance(value, str):
            if value and is_secret_name(name):
                return self._chipped(value, [Span(0, len(value), label_for(name), len(value))]).text
            return self.text(value)
        if value is None or isinstance(value, bool | date):
            return value
        if is_secret_name(name) and len(str(value)) >= 4:
            shown = str(value)
            return self._chipped(shown, [Span(0, len(shown), label_for(name), len(shown))]).text
        return value if self.text(str(value)) == str(value) else self.text(str(value))


def _rank(span: Span) -> int:
    """What is known by its value before what only its name tells; pairs before their halves."""
    if isinstance(span, Known):
        return 0 if span.beside else 1
    return 2


def _meanings(content: bytes | str) -> Iterator[str]:
    """The texts that bytes may be."""
    yield _text(content)
    if isinstance(content, bytes):
        inside = unpacked(content)
        if inside is not None:
            yield _text(inside)


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
