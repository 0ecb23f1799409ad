"""The body of a request and the content type that it decides (SDK reference 5.5)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from authbench.encoding import JsonWriteError, render_xml, to_json, to_param, to_text, utf8
from authbench.encoding.query import form_component
from authbench.sdk.errors import (
    JsonRequestFormatError,
    MultipartFormRequestFormatError,
    XmlRequestFormatError,
    ruby_class_name,
)

if TYPE_CHECKING:
    from authbench.sdk.draft import Draft

_FORM = "application/x-www-form-urlencoded"
_NAME_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class BodyFormat(Enum):
    """How a payload becomes bytes."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    XML = "xml"
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """`content_type` is one that overrides even an explicit header; None leaves it alone.
    `ignored` says that there was a payload which cannot be sent."""

    content: bytes = b""
    content_type: str | None = None
    ignored: bool = False


def render_body(draft: Draft, payload: Any) -> RenderedBody:
    """`payload` in the draft's format; without a format (GET) nothing is sent.

    Raises JsonRequestFormatError, XmlRequestFormatError, MultipartFormRequestFormatError.
    """
    body_format = draft.body_format
    if body_format is None:
        return RenderedBody(ignored=payload is not None and payload != {})
    if payload is None or payload is False:
        return RenderedBody()
    if body_format is BodyFormat.JSON:
        try:
            return RenderedBody(utf8(to_json(payload)))
        except JsonWriteError as error:
            raise JsonRequestFormatError(str(error), method=draft.verb) from None
    if body_format is BodyFormat.FORM:
        return RenderedBody(utf8(payload) if isinstance(payload, bytes) else utf8(to_param(payload)))
    if body_format is BodyFormat.XML:
        if not isinstance(payload, Mapping):
            raise XmlRequestFormatError(
                f"XML needs a hash as payload, not {ruby_class_name(payload)}", method=draft.verb
            )
        return RenderedBody(utf8(render_xml(draft.xml_root, draft.xml_namespaces, payload)))
    if body_format is BodyFormat.MULTIPART:
        if not isinstance(payload, Mapping):
            raise MultipartFormRequestFormatError(
                f"A multipart form needs a hash as payload, not {ruby_class_name(payload)}", method=draft.verb
            )
        return render_multipart(payload)
    return _verbatim(payload)


def _verbatim(payload: Any) -> RenderedBody:
    if isinstance(payload, (str, bytes)):
        return RenderedBody(utf8(payload))
    if isinstance(payload, Mapping):
        pairs = (name if value is None else f"{name}={value}" for name, value in _client_pairs(payload, None))
        return RenderedBody("&".join(pairs).encode("ascii"), _FORM)
    return RenderedBody(ignored=True)


def _client_pairs(value: Any, name: str | None) -> Iterator[tuple[str, str | None]]:
    """The HTTP client's own form encoding: order kept, brackets plain, nil as a bare name."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            key_text = form_component(to_text(key))
            yield from _client_pairs(item, key_text if name is None else f"{name}[{key_text}]")
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _client_pairs(item, f"{name or ''}[]")
    else:
        yield name or "", None if value is None else form_component(to_text(value))


def render_multipart(payload: Mapping[str, Any]) -> RenderedBody:
    """A multipart form (RFC 7578). A list is `[data, content type, file name]`; one whose content
    type is blank is its first element alone."""
    boundary = f"----RubyFormBoundary{os.urandom(8).hex()}"
    parts = bytearray()
    for name, value in payload.items():
        for part_name, part in _parts(to_text(name), value):
            parts += f"--{boundary}\r\n".encode()
            parts += utf8(f'Content-Disposition: form-data; name="{part_name.translate(_NAME_ESCAPES)}"')
            parts += part + b"\r\n"
    parts += f"--{boundary}--\r\n".encode()
    return RenderedBody(bytes(parts), f"multipart/form-data; boundary={boundary}")


def _parts(name: str, value: Any) -> Iterator[tuple[str, bytes]]:
    """Names and what follows them: further header text, the blank line, the content."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts(f"{name}[{to_text(key)}]", item)
        return
    if isinstance(value, (list, tuple)):
        data, content_type, file_name = (*value, None, None, None)[:3]
        type_text = to_text(content_type).strip()
        if type_text:
            default = name.rpartition("/")[2]
            shown = (default if file_name is None else to_text(file_name)).translate(_NAME_ESCAPES)
            clean = type_text.replace("\r", " ").replace("\n", " ")
            yield name, utf8(f'; filename="{shown}"\r\nContent-Type: {clean}\r\n\r\n') + _content(data)
            return
        value = data
    yield name, b"\r\n\r\n" + _content(value)


def _content(value: Any) -> bytes:
    return value if isinstance(value, bytes) else utf8(to_text(value))
