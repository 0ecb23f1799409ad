"""XML into hashes (SDK reference 5.7), with nothing loaded and nothing expanded.

Entity declarations are refused (no expansion bombs), external subsets are never fetched, and depth
is bounded.
"""

from __future__ import annotations

from typing import Any, NoReturn
from xml.parsers import expat

from authbench.encoding.text import utf8

MAX_DEPTH = 256
_CONTENT = "content!"


class XmlError(ValueError):
    """The document is malformed, empty, too deep, or declares entities."""


def parse_xml(document: bytes | str, strip_namespaces: bool = False) -> dict[str, Any]:
    """Nested hashes: every element a list of hashes, attributes as `@name` (`xmlns` included), text
    and CDATA joined under `content!`, text of blanks alone dropped. `strip_namespaces` takes the
    prefixes off elements and attributes.

    Raises XmlError.
    """
    reader = _Reader(strip_namespaces)
    # Text carries no encoding of its own any more, whatever its declaration says.
    parser = expat.ParserCreate("utf-8" if isinstance(document, str) else None)
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartCdataSectionHandler = reader.start_cdata
    parser.EndCdataSectionHandler = reader.end_cdata
    parser.CommentHandler = reader.boundary
    parser.ProcessingInstructionHandler = reader.instruction
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(utf8(document), True)
    except expat.ExpatError as error:
        raise XmlError(f"{error.lineno}:{error.offset + 1}: {expat.ErrorString(error.code)}") from None
    return reader.result


class _Reader:
    def __init__(self, strip: bool) -> None:
        self._strip = strip
        self._open: list[dict[str, Any]] = [{}]
        self._pending: list[str] = []
        self._cdata = False

    @property
    def result(self) -> dict[str, Any]:
        return self._open[0]

    def start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        if len(self._open) > MAX_DEPTH:
            raise XmlError(f"elements nest deeper than {MAX_DEPTH}")
        element: dict[str, Any] = {}
        for attribute, value in zip(attributes[::2], attributes[1::2], strict=True):
            element[f"@{self._attribute(attribute)}"] = value
        plain = name.rpartition(":")[2] if self._strip else name
        self._open[-1].setdefault(plain, []).append(element)
        self._open.append(element)

    def end(self, name: str) -> None:
        self._flush()
        self._open.pop()

    def text(self, data: str) -> None:
        self._pending.append(data)

    def start_cdata(self) -> None:
        self._flush()
        self._cdata = True

    def end_cdata(self) -> None:
        self._flush()
        self._cdata = False

    def boundary(self, data: str) -> None:
        self._flush()

    def instruction(self, target: str, data: str) -> None:
        self._flush()

    def entity(self, name: str, *rest: object) -> NoReturn:
        raise XmlError(f"entity declarations are not read (entity {name})")

    def _attribute(self, name: str) -> str:
        if not self._strip or name.startswith("xmlns:"):
            return name
        return name.rpartition(":")[2]

    def _flush(self) -> None:
        if not self._pending:
            return
        text = "".join(self._pending)
        self._pending.clear()
        if self._cdata or text.strip(" \t\r\n"):
            element = self._open[-1]
            element[_CONTENT] = element.get(_CONTENT, "") + text
