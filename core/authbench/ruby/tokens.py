"""The tokens of a file that did not parse, in order, for finding out why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

_SKIPPED: Final = frozenset(
    {"comment", "string_content", "escape_sequence", "heredoc_content", "uninterpreted"}
)
_WHOLE: Final = frozenset(
    {"string", "regex", "string_array", "symbol_array", "delimited_symbol", "heredoc_body", "subshell"}
)
_VALUES: Final = frozenset(
    {
        "string",
        "regex",
        "string_array",
        "symbol_array",
        "delimited_symbol",
        "simple_symbol",
        "integer",
        "float",
        "nil",
        "true",
        "false",
        "identifier",
        "constant",
        "instance_variable",
        "global_variable",
        "hash_key_symbol",
        "character",
        "self",
        "heredoc_beginning",
    }
)
_BLOCKS: Final = frozenset(
    {"do", "begin", "case", "def", "class", "module", "if", "unless", "while", "until", "for"}
)
_MAY_MODIFY: Final = frozenset({"if", "unless", "while", "until"})
_KEYWORDS: Final = _BLOCKS | {
    "end",
    "else",
    "elsif",
    "when",
    "in",
    "rescue",
    "ensure",
    "then",
    "and",
    "or",
    "not",
}
_CLOSERS: Final = {")": "(", "]": "[", "}": "{", "end": "do"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind as the grammar names it, its text, where it stands (rows, columns from 0)."""

    kind: str
    text: str
    row: int
    column: int
    end_row: int
    start_byte: int
    end_byte: int

    @property
    def ends_value(self) -> bool:
        """Whether a value can end with this token."""
        return self.kind in _VALUES or self.kind in (")", "]", "}", "end")

    @property
    def starts_value(self) -> bool:
        """Whether a value or a key can start with this token."""
        return self.kind in _VALUES or self.kind in ("{", "->", "lambda")

    @property
    def shown(self) -> str:
        """The token as a message names it."""
        return f"`{self.text if len(self.text) <= 20 else self.text[:20] + '…'}`"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A closing token that fits not what is open, or something left open at the end of the file."""

    closer: Token | None
    opener: Token | None


def tokens_of(root: TreeNode, data: bytes) -> list[Token]:
    """The tokens; literals without an error inside are one token, comments are left out."""
    tokens = [
        Token(
            node.type if node.type != "ERROR" else "?",
            data[node.start_byte : node.end_byte].decode("utf-8", "replace"),
            node.start_point.row,
            node.start_point.column,
            node.end_point.row,
            node.start_byte,
            node.end_byte,
        )
        for node in _leaves(root)
    ]
    return [_as_keyword(tokens, index) for index in range(len(tokens))]


def _as_keyword(tokens: list[Token], index: int) -> Token:
    """The token, as keyword where the parser lost its way and took `end` or `do` for a name."""
    token = tokens[index]
    if token.kind != "identifier" or token.text not in _KEYWORDS:
        return token
    if index and tokens[index - 1].kind in (".", "&.", "::"):
        return token
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind == ":" and following.start_byte == token.end_byte:
        return token
    return replace(token, kind=token.text)


def _leaves(root: TreeNode) -> Iterator[TreeNode]:
    cursor = root.walk()
    while True:
        node = cursor.node
        whole = node is not None and node.type in _WHOLE and not node.has_error
        if node is not None and not whole and node.type not in _SKIPPED and cursor.goto_first_child():
            continue
        if (
            node is not None
            and not node.is_missing
            and node.type not in _SKIPPED
            and node.end_byte > node.start_byte
        ):
            yield node
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def opens(tokens: list[Token], index: int) -> bool:
    """Whether the token opens something that a closing token must end."""
    token = tokens[index]
    if token.kind in ("(", "[", "{", "#{"):
        return True
    if token.text.startswith("%") and token.kind in ("%w(", "%i("):
        return False
    if token.kind == "do":
        return not _belongs_to_loop(tokens, index)
    if token.kind not in _BLOCKS:
        return False
    if token.kind in _MAY_MODIFY:
        before = tokens[index - 1] if index else None
        # A modifier follows a value on its own line.
        return before is None or before.end_row != token.row or not before.ends_value
    return True


def _belongs_to_loop(tokens: list[Token], index: int) -> bool:
    """Whether this `do` is that of `while … do`, `until … do`, `for … do` on the same line."""
    row = tokens[index].row
    for position in range(index - 1, -1, -1):
        token = tokens[position]
        if token.row != row:
            return False
        if token.kind in ("while", "until", "for"):
            return True
        if token.kind in ("{", "->", "lambda", "("):
            return False
    return False


def mismatch(tokens: list[Token]) -> Mismatch | None:
    """The first closing token that does not fit, else what is open at the end, else None."""
    stack: list[Token] = []
    for index, token in enumerate(tokens):
        if opens(tokens, index):
            stack.append(token)
        elif token.kind in _CLOSERS:
            if not stack:
                return Mismatch(token, None)
            if not _fits(stack[-1], token):
                return Mismatch(token, stack[-1])
            stack.pop()
    return Mismatch(None, stack[-1]) if stack else None


def _fits(opener: Token, closer: Token) -> bool:
    if closer.kind == "end":
        return opener.kind in _BLOCKS
    if closer.kind == "}":
        return opener.kind in ("{", "#{")
    return opener.kind == _CLOSERS[closer.kind]


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """What opens with what closes it, inner ones first."""
    stack: list[Token] = []
    for index, token in enumerate(tokens):
        if opens(tokens, index):
            stack.append(token)
        elif token.kind in _CLOSERS and stack:
            yield stack.pop(), token


def misindented(tokens: list[Token], lines: list[bytes]) -> tuple[Token, Token] | None:
    """The first (opener, closer) pair whose lines are indented differently: there an `end` or bracket is
    likely missing."""
    for opener, closer in _pairs(tokens):
        starts_line = not lines[closer.row][: closer.column].strip()
        if starts_line and opener.row != closer.row and _indent(lines, opener) != _indent(lines, closer):
            return opener, closer
    return None


def overclosed(tokens: list[Token], lines: list[bytes]) -> tuple[Token, Token] | None:
    """The first (opener, closer) pair where a line of nothing but closers closes more than its indentation
    says."""
    for opener, closer in _pairs(tokens):
        leads = not lines[closer.row][: closer.column].strip(b" \t)]}")
        if leads and opener.row != closer.row and _indent(lines, opener) < _indent(lines, closer):
            return opener, closer
    return None


def _indent(lines: list[bytes], token: Token) -> int:
    line = lines[token.row].expandtabs(8)
    return len(line) - len(line.lstrip())


def enclosing(tokens: list[Token]) -> list[Token | None]:
    """For each token, what is open just before it."""
    stack: list[Token] = []
    around: list[Token | None] = []
    for index, token in enumerate(tokens):
        around.append(stack[-1] if stack else None)
        if opens(tokens, index):
            stack.append(token)
        elif token.kind in _CLOSERS and stack:
            stack.pop()
    return around
