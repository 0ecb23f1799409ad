"""The parts of a multipart body (RFC 2046, 5.1; RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,70})\"|([^\s;,\"]{1,70}))", re.IGNORECASE)
_PARAMETER = r"(?:^|;)\s*{}\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;]+))"
_MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, and its bytes."""

    headers: tuple[tuple[str, str], ...]
    content: bytes

    def header(self, name: str) -> str:
        """A header's value; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def name(self) -> str:
        """The name of the form's field, or of the file."""
        return self._disposition("name") or self.file_name

    @property
    def file_name(self) -> str:
        """The name of the file, where it is one."""
        return self._disposition("filename")

    def _disposition(self, parameter: str) -> str:
        found = re.search(_PARAMETER.format(parameter), self.header("content-disposition"), re.IGNORECASE)
        return (found[1] or found[2] or "").replace('\\"', '"') if found else ""


def boundary(content_type: str) -> bytes | None:
    """The boundary that a Content-Type names; None where it is no multipart one."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        return None
    return (found[1] or found[2]).encode("latin-1", "replace")


def parts(content: bytes, mark: bytes) -> Iterator[Part]:
    """The parts of a body; the last may be cut short. At most 200 of them."""
    pieces = (b"\r\n" + content).split(b"\r\n--" + mark)
    for piece in pieces[1 : 1 + _MOST_PARTS]:
        if piece.startswith(b"--"):
            return
        head, _, body = piece.lstrip(b"\t ").removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        pairs = (line.partition(":") for line in lines if ":" in line)
        yield Part(tuple((name.strip(), value.strip()) for name, _, value in pairs), body)
