"""What an answer gives a definition: its headers, its text, its value (SDK reference 4.7, 5.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from authbench.encoding import JsonError, XmlError, inspect, parse_json, parse_xml
from authbench.events import Header
from authbench.events.charsets import codec_for
from authbench.sdk.draft import Draft, ResponseFormat
from authbench.sdk.errors import JsonResponseFormatError, XmlResponseFormatError

if TYPE_CHECKING:
    from authbench.http import HttpResponse

_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]+)", re.IGNORECASE)
_BOM = "\ufeff"


class Headers(Mapping[str, Any]):
    """Response headers as hooks see them: keys in lower case with underscores (`x_request_id`),
    found whatever the case and whether written with `-` or `_`."""

    def __init__(self, pairs: Sequence[Header], *, lists: bool = False) -> None:
        collected: dict[str, list[str]] = {}
        for name, value in pairs:
            collected.setdefault(_key(name), []).append(_decoded(value))
        self._values: dict[str, Any] = {}
        for key, values in collected.items():
            if key == "set_cookie":
                # Cookies cannot be joined by commas: an array, which after_response sees as its text.
                self._values[key] = values if lists else inspect(values)
            else:
                self._values[key] = ", ".join(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[_key(name)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _key(name) in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({list(self._values)})"


def _key(name: str) -> str:
    return name.replace("-", "_").lower()


def _decoded(value: str) -> str:
    """Header values travel as Latin-1; text that is UTF-8 underneath is read as such."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return value


def body_text(response: HttpResponse) -> str:
    """The body as text: by its charset, else UTF-8 with other bytes kept as surrogate escapes."""
    match = _CHARSET.search(response.header("content-type") or "")
    if match is not None:
        name = codec_for(match.group(1))
        if name is not None and name not in ("utf-8", "ascii"):
            with suppress(UnicodeError):
                return response.body.decode(name)
    return response.body.decode("utf-8", "surrogateescape")


def parse_body(draft: Draft, response: HttpResponse, text: str) -> Any:
    """The body in the format that the request asked for.

    Raises JsonResponseFormatError and XmlResponseFormatError.
    """
    if draft.response_format is ResponseFormat.JSON:
        stripped = text.removeprefix(_BOM)
        if not stripped.strip():
            return {}
        try:
            return parse_json(stripped)
        except JsonError as error:
            raise JsonResponseFormatError(
                str(error), body=text, method=draft.verb, exchange=response.exchange
            ) from None
    if draft.response_format is ResponseFormat.XML:
        try:
            return parse_xml(response.body, strip_namespaces=draft.strip_namespaces)
        except XmlError as error:
            raise XmlResponseFormatError(
                str(error), body=text, method=draft.verb, exchange=response.exchange
            ) from None
    return _raw(response.body)


def _raw(body: bytes) -> str | bytes:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body
