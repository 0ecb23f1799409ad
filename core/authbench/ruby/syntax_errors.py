"""Where a file stops being Ruby, and the likely cause.

tree-sitter says that there is an error and roughly where; the tokens say what a person did: a comma left
out, a bracket or `end` missing, a comment that swallows a closing parenthesis, a quote inside a quoted text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from authbench.ruby.errors import RubySyntaxError
from authbench.ruby.source import SourceText
from authbench.ruby.tokens import Mismatch, Token, enclosing, misindented, mismatch, overclosed, tokens_of

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "#{": "}"}
_OPERATORS: Final = frozenset(
    {"&&", "||", "+", "*", "/", "==", "!=", "<", ">", "<=", ">=", "=", "=>", "and", "or"}
)
_BINARY: Final = frozenset({"&&", "||", "+", "/", "==", "!=", "<=", ">=", "=", "=>", "and", "or"})
_MOST_FAULTS: Final = 40
"""Errors looked at; the first ones decide, the rest follow from them."""
_HEREDOC: Final = re.compile(r"<<[~-]?[\"'`]?(\w+)")


def describe(source: SourceText, root: TreeNode) -> RubySyntaxError:
    """The error to raise for a tree that has one."""
    return _Diagnosis(source, root).error()


class _Diagnosis:
    def __init__(self, source: SourceText, root: TreeNode) -> None:
        self.source = source
        self.root = root
        self.faults = _faults(root)
        self.tokens = tokens_of(root, source.data)
        self.around = enclosing(self.tokens)

    def error(self) -> RubySyntaxError:
        unfitting = mismatch(self.tokens)
        local = self._local(unfitting)
        if local is not None:
            return local
        if unfitting is not None:
            return self._unfitting(unfitting)
        return self._first_fault()

    # -- what stands wrongly beside what ------------------------------------------------------------

    def _local(self, unfitting: Mismatch | None) -> RubySyntaxError | None:
        """An error that two neighbouring tokens show, if it comes before any bracket that does not fit."""
        end = unfitting.closer.start_byte if unfitting and unfitting.closer else len(self.source.data)
        for index, token in enumerate(self.tokens[:-1]):
            following = self.tokens[index + 1]
            if following.start_byte >= end and unfitting is not None:
                return None
            dangling = token.kind in _BINARY and following.kind == "end"
            if not dangling and not self._in_fault(token, following):
                continue
            found = self._neighbours(index, token, following, unfitting)
            if found is not None:
                return found
        return None

    def _neighbours(
        self, index: int, token: Token, following: Token, unfitting: Mismatch | None
    ) -> RubySyntaxError | None:
        adjacent = token.end_byte == following.start_byte
        if token.kind == "string" and following.kind in ("identifier", "constant", "?") and adjacent:
            if token.row != token.end_row:
                return self._unclosed_string(token, following)
            return self._at(
                following,
                f"syntax error, unexpected {following.shown} after a text",
                "A quote inside a quoted text ends it: write \\' instead, or put the text in double quotes.",
            )
        if token.kind == "," and following.kind == ",":
            return self._at(following, "syntax error, unexpected ','", "There are two commas in a row.")
        if token.kind in _OPERATORS and following.kind in ("end", "}", ")", "]", ","):
            return self._at(
                following,
                f"syntax error, unexpected {following.shown}",
                f"Nothing follows the {token.shown} on line {token.row + 1}.",
            )
        if token.ends_value and following.starts_value:
            return self._missing_comma(index, token, following, unfitting)
        return None

    def _missing_comma(
        self, index: int, token: Token, following: Token, unfitting: Mismatch | None
    ) -> RubySyntaxError | None:
        around = self.around[index + 1]
        if around is None or around.kind not in ("[", "{", "("):
            return None
        new_line = following.row > token.end_row
        callable_ = token.kind in ("identifier", "constant", ")", "]", "}", "end")
        if not new_line and (callable_ or (token.kind == "string" and following.kind == "string")):
            after = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
            pair_follows = after is not None and after.kind in (":", "=>") and following.kind == "string"
            if not (token.kind == "}" and following.kind == "{") and not pair_follows:
                return None
        if token.row != token.end_row and token.kind == "string":
            return self._unclosed_string(token, following)
        expecting = _CLOSING[around.kind]
        if token.kind == "}" and following.kind == "{":
            hint = "missing comma between hashes?"
        else:
            hint = f"missing comma before {following.shown}?"
        if unfitting is not None and unfitting.opener is around:
            hint = (
                f"missing comma before {following.shown}, "
                f"or a missing `{expecting}` for line {around.row + 1}?"
            )
        return self._at(
            following, f"syntax error, unexpected {following.shown}, expecting `{expecting}` or `,`", hint
        )

    def _unclosed_string(self, token: Token, following: Token) -> RubySyntaxError:
        return self._at(
            following,
            f"syntax error, unexpected {following.shown} after a text",
            f"The text that starts on line {token.row + 1} is not closed there.",
        )

    # -- brackets and `end` ---------------------------------------------------------------------------

    def _unfitting(self, unfitting: Mismatch) -> RubySyntaxError:
        closer, opener = unfitting.closer, unfitting.opener
        heredoc = self._endless_heredoc()
        if heredoc is not None:
            return heredoc
        if opener is None:
            assert closer is not None
            return self._too_many(closer)
        expecting = _CLOSING.get(opener.kind, "end")
        unexpected = "end-of-input" if closer is None else closer.shown
        message = f"syntax error, unexpected {unexpected}, expecting `{expecting}`"
        noticed = self.source.data.rstrip().count(b"\n") if closer is None else closer.row
        if closer is not None and mismatch([token for token in self.tokens if token is not closer]) is None:
            return self._at(
                closer, message, f"Without this {closer.shown} everything fits: is there one too many?"
            )
        swallowed = self._swallowed(opener, expecting)
        if swallowed is not None:
            return self._caused_at(opener, noticed, message, swallowed)
        culprit = self._misindented(opener)
        if culprit is not None:
            return self._caused_at(culprit[0], noticed, message, culprit[1])
        hint = f"The {opener.shown} on line {opener.row + 1} is not closed."
        if closer is None:
            end = self.source.data.rstrip()
            return RubySyntaxError(message, hint=hint, location=self.source.at_byte(max(0, len(end) - 1)))
        missing = next((fault for fault in self.faults if fault.is_missing and fault.type == "end"), None)
        if expecting == "end" and missing is not None and missing.start_byte < closer.start_byte:
            following = next(
                (token for token in self.tokens if token.start_byte >= missing.start_byte), closer
            )
            return self._at(following, f"syntax error, unexpected {following.shown}, expecting `end`", hint)
        return self._at(closer, message, hint)

    def _too_many(self, closer: Token) -> RubySyntaxError:
        """A bracket or `end` that closes nothing. What closes something indented differently before it is
        the likelier one too many."""
        message = f"syntax error, unexpected {closer.shown}"
        pair = misindented(self.tokens, self.source.lines) or overclosed(self.tokens, self.source.lines)
        if pair is None or pair[1].start_byte > closer.start_byte:
            return self._at(
                closer, message, "Nothing is open here that it could close: is there one too many?"
            )
        opener, early = pair
        return self._caused_at(
            early,
            closer.row,
            message,
            f"Is there one too many? This {early.shown} closes the {opener.shown} of line {opener.row + 1}, "
            "which is indented differently.",
        )

    def _caused_at(self, cause: Token, noticed: int, message: str, hint: str) -> RubySyntaxError:
        """The error at the place to mend; Ruby itself notices on a later row."""
        if noticed != cause.row:
            hint += f" Ruby notices on line {noticed + 1}."
        return self._at(cause, message, hint)

    def _swallowed(self, opener: Token, expecting: str) -> str | None:
        """The hint where a comment after the opening bracket holds the closing one."""
        line = self.source.lines[opener.row].decode("utf-8", "replace")
        start = len(self.source.lines[opener.row][: opener.column].decode("utf-8", "replace"))
        rest = line[start:]
        position = rest.find("#")
        if position < 0 or expecting not in rest[position:] or rest.startswith("#{"):
            return None
        if not any(comment.start_point.row == opener.row for comment in _comments(self.root, opener.row)):
            return None
        return (
            f"The comment on line {opener.row + 1} swallows the closing `{expecting}`: "
            "everything after # is a comment."
        )

    def _misindented(self, opener: Token) -> tuple[Token, str] | None:
        pair = misindented(self.tokens, self.source.lines)
        if pair is None or pair[0].start_byte < opener.start_byte:
            return None
        first, closer = pair
        closing = _CLOSING.get(first.kind, "end")
        return first, (
            f"The {first.shown} on line {first.row + 1} seems to lack its `{closing}`: "
            f"the {closer.shown} on line {closer.row + 1} is indented differently."
        )

    def _endless_heredoc(self) -> RubySyntaxError | None:
        for token in self.tokens:
            if token.kind == "heredoc_beginning":
                name = _HEREDOC.match(token.text)
                if name is None:
                    continue
                word = name.group(1)
                lines = self.source.lines[token.row + 1 :]
                if not any(line.strip() == word.encode() for line in lines):
                    return self._at(
                        token,
                        f'can\'t find string "{word}" anywhere before EOF',
                        f"The text that {token.shown} begins must end with a line that says only {word}.",
                    )
        return None

    # -- anything else --------------------------------------------------------------------------------

    def _first_fault(self) -> RubySyntaxError:
        heredoc = self._endless_heredoc()
        if heredoc is not None:
            return heredoc
        fault = self.faults[0]
        row, column = fault.start_point
        location = self.source.location(row, column)
        if fault.is_missing:
            return RubySyntaxError(f"syntax error, expecting `{fault.type}`", location=location)
        inner = fault
        while inner.children and inner.children[0].start_byte == fault.start_byte:
            inner = inner.children[0]
        text = self.source.data[inner.start_byte : inner.end_byte].decode("utf-8", "replace").strip()
        line = text.split("\n")[0][:20] or "end-of-input"
        shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in line)
        hint = None
        in_hash = fault.parent is not None and fault.parent.type == "hash"
        if in_hash and any(child.type == "assignment" for child in fault.children):
            hint = f"In a hash, a colon stands after the key: {shown}: …"
        elif fault.parent is not None and fault.parent.type in ("program", "call") and text == ":":
            hint = "A connector file is one hash: is the { at its beginning missing?"
        elif not text.isascii():
            hint = "This character is not Ruby; it may have come in by copying from a document."
        return RubySyntaxError(f"syntax error, unexpected `{shown}`", hint=hint, location=location)

    def _in_fault(self, token: Token, following: Token) -> bool:
        """Whether the place between the two tokens is in or right after something that did not parse."""
        return any(
            fault.start_byte <= following.start_byte and token.start_byte <= fault.end_byte
            for fault in self.faults
        )

    def _at(self, token: Token, message: str, hint: str | None) -> RubySyntaxError:
        return RubySyntaxError(message, hint=hint, location=self.source.location(token.row, token.column))


def _faults(root: TreeNode) -> list[TreeNode]:
    """Every node that is an error or missing, first to last, without descending into what is whole."""
    found: list[TreeNode] = []
    waiting = [root]
    while waiting and len(found) < _MOST_FAULTS:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append(node)
        if node.has_error:
            waiting.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)
    return found or [root]


def _comments(root: TreeNode, row: int) -> list[TreeNode]:
    """The comments that begin on a row."""
    found: list[TreeNode] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.start_point.row <= row <= node.end_point.row:
            if node.type == "comment":
                found.append(node)
            waiting.extend(node.children)
    return found
