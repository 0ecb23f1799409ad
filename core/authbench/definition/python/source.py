"""One Python file as bytes, as text, as a syntax tree; and places in it. Nothing of it is compiled or run."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cached_property

from authbench.definition.python.syntax_hints import likely_cause, line_without_comma
from authbench.errors import AuthbenchError, Code, Location

_LINE_END = re.compile(r"\r\n|\r|\n")
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii", "us-ascii", "iso-8859-1", "latin-1"})


class PythonSyntaxError(AuthbenchError):
    """The file is not Python: nothing of it is run."""

    default_code = Code.SYNTAX_ERROR


class Source:
    """One file. `file` is the path that people are shown."""

    def __init__(self, content: bytes, file: str) -> None:
        self.content = content
        self.file = file

    @cached_property
    def text(self) -> str:
        """The content as text. Raises PythonSyntaxError for bytes that are none."""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(self.content).readline)
        except (SyntaxError, UnicodeDecodeError, ValueError) as error:
            raise self._not_text(str(error)) from None
        if encoding not in _ENCODINGS:
            raise self._not_text(f"the encoding {encoding} is not supported")
        try:
            text = self.content.decode(encoding)
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise self._not_text(f"it holds bytes that are no {encoding}", line) from None
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise self._not_text("it holds a NUL character", line)
        return text

    def _not_text(self, why: str, line: int = 1) -> PythonSyntaxError:
        return PythonSyntaxError(
            f"This is no Python source: {why}",
            hint="Save the file as UTF-8.",
            location=Location(self.file, line, 1),
        )

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, as Python counts them."""
        return _LINE_END.split(self.text)

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree. Raises PythonSyntaxError."""
        return self.parsed()

    def parsed(self) -> ast.Module:
        """The syntax tree, made anew. Raises PythonSyntaxError."""
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text, self.file)
        except SyntaxError as error:
            raise self.syntax_error(error) from None
        except (RecursionError, MemoryError):
            raise PythonSyntaxError(
                "The file is nested too deeply to be read",
                hint="Break up the deepest brackets or the longest chain of operators.",
                location=Location(self.file),
            ) from None
        except ValueError as error:
            raise PythonSyntaxError(str(error), location=Location(self.file)) from None

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree. Raises PythonSyntaxError."""
        return list(ast.walk(self.tree))

    def place(self, line: int, byte_offset: int | None = None, path: str | None = None) -> Location:
        """A place by line and offset in UTF-8 bytes, as Python's tree and tracebacks give it."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else None
        column = None
        if byte_offset is not None and text is not None:
            # Most lines are ASCII; going through a line of 500 KB for each thing in it would take minutes.
            column = (
                min(byte_offset, len(text))
                if text.isascii()
                else len(text.encode("utf-8", "replace")[:byte_offset].decode("utf-8", "replace"))
            ) + 1
        return Location(self.file, line, column, path, text)

    def of(self, node: ast.AST, path: str | None = None) -> Location:
        """The place of a node."""
        return self.place(getattr(node, "lineno", 1), getattr(node, "col_offset", 0), path)

    def syntax_error(self, error: SyntaxError) -> PythonSyntaxError:
        """Python's complaint about this file as an error with its place and a likely cause."""
        line, offset = error.lineno, error.offset or 1
        before = line_without_comma(error, self.lines)
        if before is not None:
            line, offset = before, len(self.lines[before - 1].rstrip()) + 1
        location = Location(self.file)
        if line is not None and 0 < line <= len(self.lines):
            text = self.lines[line - 1]
            column = min(max(offset, 1), len(text) + 1)
            location = Location(self.file, line, column, None, text)
        return PythonSyntaxError(
            f"{type(error).__name__}: {error.msg}", hint=likely_cause(error, self.lines), location=location
        )
