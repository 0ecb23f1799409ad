"""An exchange as texts for the detail pane, made of the journal's redacted view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench.journal.sides import Side
from authbench_gui.activity.texts import Text, TextMaker
from authbench_gui.code.languages import Language

if TYPE_CHECKING:
    from authbench.journal import BodyView, ExchangeView, FieldView, HeaderView, Redacted
    from authbench.journal.bodies import PartView
    from authbench.journal.cookies import CookieView

_TOLD_FIRST = (
    "host",
    "authorization",
    "content-type",
    "accept",
    "www-authenticate",
    "location",
    "retry-after",
)
_COOKIES = ("cookie", "set-cookie")
_MAX_KEY = 28
_LANGUAGES = {"json": Language.JSON, "xml": Language.MARKUP, "form": Language.FORM}
_KINDS = {"json": "JSON", "xml": "XML", "form": "Form", "multipart": "Multipart", "text": "Text"}


@dataclass(frozen=True, slots=True)
class MessageTexts:
    """One message as the pane's tabs show it; None for a tab that has nothing to show. `made_of` says what
    the body is and how large; `body_view` is the view that it was made of."""

    overview: Text
    body: Text
    headers: Text
    raw: Text
    header_count: int
    body_view: BodyView
    made_of: str
    query: Text | None = None
    query_count: int = 0
    cookies: Text | None = None
    cookie_count: int = 0


def request_texts(view: ExchangeView) -> MessageTexts:
    """The request of an exchange."""
    return _texts(
        view.request_line, view.request_headers, view.request_body, view.request_cookies, view.query
    )


def response_texts(view: ExchangeView) -> MessageTexts | None:
    """The response of an exchange; None where none came (yet)."""
    if not view.status_line:
        return None
    return _texts(view.status_line, view.response_headers, view.response_body, view.response_cookies)


def body_of(body: BodyView) -> Text:
    """A body laid out."""
    made = TextMaker()
    _add_body(made, body)
    if not made.length:
        made.add("No body" if body.kind == "empty" else "")
    return made.text()


def raw_of(view: ExchangeView, side: Side) -> Text:
    """A message as it went over the wire, as far as the view has its body."""
    if side is Side.REQUEST:
        return _raw(view.request_line, view.request_headers, view.request_body)
    return _raw(view.status_line, view.response_headers, view.response_body)


def _raw(start: Redacted | str, headers: tuple[HeaderView, ...], body: BodyView) -> Text:
    raw = TextMaker()
    raw.add(start, "\n")
    for header in headers:
        raw.add(header.name, ": ", header.value, "\n")
    if body.kind != "empty":
        raw.add("\n", body.raw or body.content)
        if body.truncated:
            raw.add("\n… the rest is not shown")
    return raw.text()


def _texts(
    start: Redacted | str,
    headers: tuple[HeaderView, ...],
    body: BodyView,
    cookies: tuple[CookieView, ...],
    query: tuple[FieldView, ...] = (),
) -> MessageTexts:
    told = [header for header in headers if _told_first(header)] or list(headers[:3])
    overview = TextMaker()
    overview.add(start)
    for header in told:
        overview.add("\n", header.name, ": ", header.value)
    if body.kind != "empty":
        overview.add("\n\n")
        _add_body(overview, body)
    fields = TextMaker(Language.HEADERS)
    for number, header in enumerate(headers):
        fields.add("\n" if number else "", header.name, ": ", header.value)
    return MessageTexts(
        overview=overview.text(),
        body=body_of(body),
        headers=fields.text(),
        raw=_raw(start, headers, body),
        header_count=len(headers),
        body_view=body,
        made_of=_made_of(body),
        query=_fields(query) if query else None,
        query_count=len(query),
        cookies=_cookies(cookies) if cookies else None,
        cookie_count=len(cookies),
    )


def _told_first(header: HeaderView) -> bool:
    """Credentials, too, whatever an API calls the header of its key; cookies have a tab of their own."""
    name = header.name.lower()
    return name in _TOLD_FIRST or (name not in _COOKIES and bool(header.value.chips))


def _made_of(body: BodyView) -> str:
    if body.kind == "empty":
        return ""
    kind = str(body.image) if body.image is not None else _KINDS.get(body.kind, "Binary")
    return f"{kind} · {body.size}"


def _add_body(made: TextMaker, body: BodyView) -> None:
    made.language(_LANGUAGES.get(body.kind, Language.PLAIN))
    if body.kind == "form":
        _add_fields(made, body.fields)
    elif body.kind == "multipart" and body.parts:
        for number, part in enumerate(body.parts):
            _add_part(made, part, number)
    else:
        made.add(body.content)
    if body.truncated:
        made.language(Language.PLAIN)
        made.add("\n")
        made.tinted("… the rest is not shown here", "muted")


def _add_part(made: TextMaker, part: PartView, number: int) -> None:
    """A part's name and what it is, then what is in it."""
    made.language(Language.PLAIN)
    made.add("\n\n" if number else "")
    made.tinted(part.name or f"part {number + 1}", "code_key")
    kind = part.content_type or _KINDS.get(part.body.kind, "Binary")
    about = (part.file_name if part.file_name != part.name else "", kind, part.body.size)
    made.tinted("  " + " · ".join(word for word in about if word), "muted")
    if part.body.kind == "image":
        made.add("\n", part.body.content)
    elif part.body.kind != "empty":
        made.add("\n")
        _add_body(made, part.body)


def _fields(fields: tuple[FieldView, ...]) -> Text:
    made = TextMaker(Language.FORM)
    _add_fields(made, fields)
    return made.text()


def _add_fields(made: TextMaker, fields: tuple[FieldView, ...]) -> None:
    width = min(_MAX_KEY, max((len(field.name) for field in fields), default=0))
    for number, field in enumerate(fields):
        made.add("\n" if number else "", field.name.ljust(width), "  ", field.value)


def _cookies(cookies: tuple[CookieView, ...]) -> Text:
    """Each cookie, and what the server said about it below."""
    made = TextMaker()
    width = min(_MAX_KEY, max(len(cookie.name) for cookie in cookies))
    for number, cookie in enumerate(cookies):
        made.add("\n" if number else "")
        made.tinted(cookie.name.ljust(width), "code_key")
        made.add("  ", cookie.value)
        for name, said in cookie.attributes:
            made.add("\n", " " * (width + 2))
            made.tinted(name, "muted")
            made.add(f"  {said}" if said else "")
    return made.text()
