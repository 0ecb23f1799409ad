"""Hints and help texts of a definition as safe rich text (SDK reference 2.12).

Authors write loose HTML. What comes out is a small, balanced subset without any attribute but the
`href` of http and https links: nothing in it can load, run or open anything by itself.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

_KEPT = frozenset({"a", "b", "strong", "i", "em", "code", "p", "ul", "li"})
_LINE_ENDS = frozenset({"br", "div", "tr", "hr", "h1", "h2", "h3", "h4", "h5", "h6"})
_PLATFORM_VARIABLE = re.compile(r"\{\{\s*(?:[\w$]+\.)*([\w$]+)\s*\}\}")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<>]*)>")
_HREF = re.compile(r"(?<![\w-])href\s*=\s*[\"']?\s*([^\s\"'<>]+)", re.IGNORECASE)
_DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|iframe|object|svg|template)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
MAX_LENGTH = 50_000
"""Characters of a hint that are read; the rest is cut."""


def safe_html(text: str) -> str:
    """`text` as rich text of a, b, strong, i, em, code, p, ul, li and br. Unknown tags vanish, their
    content stays; links keep their address only where it is http or https with a host. Never fails."""
    renderer = _Renderer()
    renderer.render(text)
    return renderer.html()


def plain_text(text: str) -> str:
    """`text` without markup, with line ends where the markup had them; for terminals and readers of
    the screen. Never fails."""
    renderer = _Renderer()
    renderer.render(text)
    return renderer.plain()


def link_target(href: str | None) -> str | None:
    """The address of a link where it may be opened, else None. Stray blanks and quotes, left by
    unbalanced attributes, end it."""
    if not href:
        return None
    parts = re.split(r"[\s\"'<>]", href.strip(), maxsplit=1)
    try:
        url = urlsplit(parts[0])
        host = url.hostname
    except ValueError:
        return None
    if url.scheme.lower() not in ("http", "https") or not host or url.username is not None:
        return None
    return parts[0]


class _Renderer:
    """Rebuilds the kept subset. Every opened tag is closed, in order, whatever the text closes."""

    def __init__(self) -> None:
        self._html: list[str] = []
        self._plain: list[str] = []
        self._open: list[str] = []

    def render(self, text: str) -> None:
        text = _PLATFORM_VARIABLE.sub(_placeholder, text[:MAX_LENGTH])
        text = _DROPPED.sub("", text)
        end = 0
        for match in _TAG.finditer(text):
            self._text(text[end : match.start()])
            end = match.end()
            closing, tag, attributes = match.group(1), match.group(2).lower(), match.group(3)
            if closing:
                self._end(tag)
            else:
                self._start(tag, attributes)
        self._text(text[end:])
        while self._open:
            self._close_last()

    def html(self) -> str:
        return "".join(self._html).strip()

    def plain(self) -> str:
        lines = ("".join(self._plain)).split("\n")
        kept = [" ".join(line.split()) for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _LINE_ENDS:
            self._html.append("<br>")
            self._plain.append("\n")
            return
        if tag not in _KEPT:
            return
        if tag in ("a", "li", "p") and tag in self._open:
            self._end(tag)
        if tag == "a":
            match = _HREF.search(attributes)
            target = link_target(unescape(match.group(1)) if match else None)
            if target is None:
                return
            self._html.append(f'<a href="{escape(target)}">')
        else:
            self._html.append(f"<{tag}>")
        if tag in ("p", "li"):
            self._plain.append("\n- " if tag == "li" else "\n\n")
        self._open.append(tag)

    def _end(self, tag: str) -> None:
        if tag in self._open:
            while self._close_last() != tag:
                pass

    def _text(self, text: str) -> None:
        visible = _INVISIBLE.sub("", unescape(text))
        self._html.append(escape(visible, quote=False))
        self._plain.append(visible.replace("\n", " "))

    def _close_last(self) -> str:
        tag = self._open.pop()
        self._html.append(f"</{tag}>")
        if tag in ("p", "ul"):
            self._plain.append("\n")
        return tag


def _placeholder(match: re.Match[str]) -> str:
    """Values that only the platform has stand as what they are."""
    return f"‹{match.group(1).replace('_', ' ')}, known to the platform only›"
