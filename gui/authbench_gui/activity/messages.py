"""An exchange as texts for the detail pane, made of the journal's redacted view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench_gui.code.languages import Language
from authbench_gui.code.view import Section
from authbench_gui.wording import shown

if TYPE_CHECKING:
    from authbench.journal import BodyView, ExchangeView, HeaderView

_TOLD_FIRST = (
    "host",
    "authorization",
    "content-type",
    "accept",
    "www-authenticate",
    "location",
    "retry-after",
)
_MAX_KEY = 28


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the languages of its parts."""

    content: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageTexts:
    """One message as the pane's tabs show it."""

    overview: Text
    body: Text
    headers: Text
    raw: Text
    header_count: int


def request_texts(view: ExchangeView) -> MessageTexts:
    """The request of an exchange."""
    return _texts(view.request_line.text, view.request_headers, view.request_body)


def response_texts(view: ExchangeView) -> MessageTexts | None:
    """The response of an exchange; None where none came (yet)."""
    if not view.status_line:
        return None
    return _texts(view.status_line, view.response_headers, view.response_body)


def _texts(start: str, headers: tuple[HeaderView, ...], body: BodyView) -> MessageTexts:
    raw_body = shown((body.raw or body.content).text)
    lines = [shown(f"{header.name}: {header.value.text}") for header in headers]
    told = [
        line for line, header in zip(lines, headers, strict=True) if header.name.lower() in _TOLD_FIRST
    ] or lines[:3]
    body_text, language = _body(body)
    head = [shown(start), *told]
    overview = Text(
        "\n".join([*head, "", body_text] if body_text else head),
        (Section(0, Language.PLAIN), Section(len(head) + 1, language)),
    )
    raw_head = [shown(start), *lines]
    return MessageTexts(
        overview=overview,
        body=Text(body_text or "No body", (Section(0, language if body_text else Language.PLAIN),)),
        headers=Text("\n".join(lines), (Section(0, Language.HEADERS),)),
        raw=Text("\n".join([*raw_head, "", raw_body] if raw_body else raw_head)),
        header_count=len(headers),
    )


def _body(body: BodyView) -> tuple[str, Language]:
    """The body laid out, and what it is written in."""
    more = "\n… the rest is not shown" if body.truncated else ""
    match body.kind:
        case "empty":
            return "", Language.PLAIN
        case "form":
            width = min(_MAX_KEY, max((len(field.name) for field in body.fields), default=0))
            lines = [f"{shown(field.name).ljust(width)}  {shown(field.value.text)}" for field in body.fields]
            return "\n".join(lines) + more, Language.FORM
        case "json":
            return shown(body.content.text) + more, Language.JSON
        case "xml":
            return shown(body.content.text) + more, Language.MARKUP
        case _:
            return shown(body.content.text) + more, Language.PLAIN
