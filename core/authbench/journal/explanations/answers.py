"""The fields of a body, whatever it is written in: JSON, a form, or XML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from authbench.events import Body, Header
from authbench.journal.bodies import body_text
from authbench.journal.urls import form_pairs

Fields = tuple[tuple[str, str], ...]
"""Paths such as `errors.0.code` with their values as text. Of XML only the name of the element."""

_MOST_FIELDS = 300
_DEEPEST = 8
_LARGEST = 1_000_000
_LEAF = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>([^<>]*)</")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def fields_of(body: Body, headers: Iterable[Header]) -> Fields:
    """The fields of `body`; none where it is empty, binary, HTML, or larger than 1 MB."""
    headers = tuple(headers)
    if not body.content or len(body.content) > _LARGEST:
        return ()
    text = body_text(body, headers)
    if text is None:
        return ()
    content_type = (header_of(headers, "content-type") or "").lower()
    text = text.lstrip("\ufeff").strip()
    if text[:1] in ("{", "["):
        try:
            return tuple(_limited(_leaves(json.loads(text), "", 0)))
        except (ValueError, RecursionError):
            return ()
    if is_html(content_type, text):
        return ()
    if text[:1] == "<":
        text = _CDATA.sub(lambda match: html.escape(match[1]), text)
        return tuple(_limited((match[1], html.unescape(match[2]).strip()) for match in _LEAF.finditer(text)))
    if "x-www-form-urlencoded" in content_type or re.match(r"[\w.-]+=[^\s<>]*\Z", text):
        return tuple(_limited(form_pairs(text)))
    return ()


def header_of(headers: Iterable[Header], name: str) -> str | None:
    """The first value of a header."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def is_html(content_type: str, text: str) -> bool:
    """Whether a body is a web page, by its type or by how it begins."""
    return "html" in content_type or text[:256].lstrip().lower().startswith(("<!doctype html", "<html"))


def _limited(fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for number, (path, value) in enumerate(fields):
        if number == _MOST_FIELDS:
            return
        yield path, value


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name), depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}.{number}" if path else str(number), depth + 1)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif isinstance(value, str | int | float):
        yield path, str(value)


def found(fields: Fields, pattern: str) -> Iterator[tuple[str, str]]:
    """The fields whose path is `pattern`, in which `*` stands for one name or number."""
    if "*" not in pattern:
        yield from (field for field in fields if field[0] == pattern)
        return
    wanted = re.compile(re.escape(pattern).replace(r"\*", r"[^.]+"))
    yield from (field for field in fields if wanted.fullmatch(field[0]))
