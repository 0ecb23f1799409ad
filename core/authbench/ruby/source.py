"""The text of a definition: lines, places, and what Ruby does to a file before it parses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from authbench.errors import Location
from authbench.ruby.errors import RubySyntaxError

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode
    from tree_sitter import Tree

_BOM = b"\xef\xbb\xbf"
_ENCODING_COMMENT = re.compile(
    rb"\A#!?[^\n]*?coding[:=][ \t]*([-\w.]+)|\A#![^\n]*\n#[^\n]*?coding[:=][ \t]*([-\w.]+)"
)
_FROZEN_COMMENT = re.compile(rb"^[ \t]*#[^\n]*?frozen[_-]string[_-]literal[ \t]*:[ \t]*true\b", re.IGNORECASE)
_PYTHON_NAMES = {b"utf8-mac": "utf-8", b"ascii-8bit": "latin-1", b"binary": "latin-1", b"us-ascii": "ascii"}


class SourceText:
    """A definition's text as Ruby reads it: without byte order mark, CRLF read as LF, in UTF-8."""

    def __init__(self, source: bytes, file: str) -> None:
        self.file = file
        if source.startswith(_BOM):
            source = source[len(_BOM) :]
        source = source.replace(b"\r\n", b"\n")
        self.data = _in_utf8(source)
        self.tree: Tree | None = None
        self._lines: list[bytes] | None = None
        self._heredocs: dict[int, TreeNode] | None = None

    def heredoc_body(self, beginning: TreeNode) -> TreeNode | None:
        """The body of the heredoc that begins there."""
        if self._heredocs is None:
            self._heredocs = self._pair_heredocs()
        return self._heredocs.get(beginning.start_byte)

    def _pair_heredocs(self) -> dict[int, TreeNode]:
        from tree_sitter import Query, QueryCursor

        assert self.tree is not None
        query = Query(self.tree.language, "(heredoc_beginning) @beginning (heredoc_body) @body")
        found = QueryCursor(query).captures(self.tree.root_node)
        # Bodies follow the line of their beginnings in the same order.
        beginnings = sorted(found.get("beginning", []), key=lambda node: node.start_byte)
        bodies = sorted(found.get("body", []), key=lambda node: node.start_byte)
        return {begin.start_byte: body for begin, body in zip(beginnings, bodies, strict=False)}

    @property
    def frozen_literals(self) -> bool:
        """Whether the magic comment `frozen_string_literal: true` stands among the first comments."""
        head = []
        for line in self.data.split(b"\n", 20)[:20]:
            if line.strip() and not line.lstrip().startswith(b"#"):
                break
            head.append(line)
        return any(_FROZEN_COMMENT.match(line) for line in head)

    @property
    def lines(self) -> list[bytes]:
        """The lines without their ends."""
        if self._lines is None:
            self._lines = self.data.split(b"\n")
        return self._lines

    def location(self, row: int, column: int) -> Location:
        """The place at `row` and byte `column`, both from 0."""
        line = self.lines[row] if row < len(self.lines) else b""
        before = line[:column].decode("utf-8", "replace")
        return Location(
            self.file, row + 1, len(before) + 1, source=line.decode("utf-8", "replace").rstrip("\r")
        )

    def at_byte(self, offset: int) -> Location:
        """The place of a byte."""
        row = self.data.count(b"\n", 0, offset)
        start = self.data.rfind(b"\n", 0, offset) + 1
        return self.location(row, offset - start)

    def require_utf8(self) -> None:
        """Raise RubySyntaxError at the first byte outside comments that is not UTF-8, as Ruby does."""
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            start = self.data.rfind(b"\n", 0, error.start) + 1
            if self.data[start : error.start].lstrip().startswith(b"#"):
                return
            raise RubySyntaxError(
                "invalid multibyte char (UTF-8)",
                hint="Save the file as UTF-8.",
                location=self.at_byte(error.start),
            ) from None


def _in_utf8(source: bytes) -> bytes:
    """`source` recoded to UTF-8 where a magic comment names another encoding that is known."""
    named = _ENCODING_COMMENT.match(source)
    if named is None:
        return source
    name = (named.group(1) or named.group(2)).lower()
    if name in (b"utf-8", b"utf8"):
        return source
    try:
        return source.decode(_PYTHON_NAMES.get(name, name.decode("ascii"))).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return source
