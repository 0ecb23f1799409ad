"""ngIf conditions: when a field is shown (SDK reference 2.11).

A condition is text in AngularJS's expression language. Here are its tokens and parser;
`condition_tree` has the tree and `condition_values` what its operators mean. Parsing is bounded, and
whatever is wrong with a text is a `ConditionError` with its place, never another exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authbench.definition.condition_tree import (
    Call,
    Chain,
    Items,
    Literal,
    Logical,
    Member,
    Name,
    Node,
    Scope,
    Ternary,
    Unary,
    free_names,
    input_paths,
)
from authbench.definition.condition_values import METHODS, UNDEFINED, truthy
from authbench.errors import AuthbenchError, Code, Location

MAX_LENGTH = 10_000
"""Characters of a condition; the longest published one has about 400."""
MAX_DEPTH = 32
"""Nesting of parentheses, brackets, member chains and unary operators."""


class ConditionError(AuthbenchError):
    """A condition that cannot be understood. `offset` counts characters from its start."""

    default_code = Code.INVALID_DEFINITION

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition. `names` are the paths under `input` that it reads, such as
    `("advanced", "kind")`; `unknown` the free-standing names that mean nothing, since only `input` does.
    `location` is where the definition has it."""

    source: str
    names: tuple[tuple[str, ...], ...]
    root: Node = field(repr=False, compare=False)
    unknown: tuple[str, ...] = ()
    location: Location | None = field(default=None, compare=False)

    def evaluate(self, values: Mapping[str, Any], item: Mapping[str, Any] | None = None) -> bool:
        """Whether the field is shown. `values` is the whole form, hidden values included; `item`
        the item of a list that the field stands in. Never raises."""
        return truthy(self.root.evaluate(Scope(values, item)))


_BLANKS = " \t\n\r\f\v\xa0"
"""What may stand between tokens."""
_TOKEN = re.compile(
    r"""[\s\xa0]*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<operator>===|!==|==|!=|<=|>=|&&|\|\||[?:<>+\-!.,()\[\]])
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_LEVELS = (
    ("||",),
    ("&&",),
    ("==", "!=", "===", "!=="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
)
"""Binary operators, the loosest first."""
_LITERALS = {"true": True, "false": False, "null": None, "undefined": UNDEFINED}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "b": "\b"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse_condition(text: str, location: Location | None = None) -> Condition:
    """Parse an ngIf text that stands at `location`. Raises `ConditionError`; the field is then to be
    shown."""
    root = _Parser(text).parse()
    return Condition(text, input_paths(root), root, free_names(root), location)


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"The condition is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    tokens: list[_Token] = []
    offset = 0
    end = len(text.rstrip(_BLANKS))
    while offset < end:
        match = _TOKEN.match(text, offset)
        if match is None:
            start = len(text) - len(text[offset:].lstrip(_BLANKS))
            if text[start] in "\"'":
                raise ConditionError("The text has no closing quote", start)
            if text[start] == "=":
                raise ConditionError("One '=' is no comparison; write '=='", start)
            raise ConditionError(f"Unexpected {text[start]!r}", start)
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match.group(kind), match.start(kind)))
        offset = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


class _Parser:
    """Precedence climbing over the grammar of 2.11. Depth is counted, so that Python's stack holds."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._index = 0
        self._depth = 0

    def parse(self) -> Node:
        if self._token.kind == "end":
            raise ConditionError("The condition is empty", 0)
        node = self._ternary()
        if self._token.kind != "end":
            raise ConditionError(f"Unexpected {self._token.text!r}", self._token.offset)
        return node

    @property
    def _token(self) -> _Token:
        return self._tokens[self._index]

    def _take(self, *operators: str) -> str | None:
        token = self._token
        if token.kind == "operator" and token.text in operators:
            self._index += 1
            return token.text
        return None

    def _expect(self, operator: str) -> None:
        if self._take(operator) is None:
            found = repr(self._token.text) if self._token.text else "the end"
            raise ConditionError(f"Expected '{operator}', found {found}", self._token.offset)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError("The condition is nested too deeply", self._token.offset)

    def _ternary(self) -> Node:
        self._deeper()
        node = self._binary(0)
        if self._take("?"):
            then = self._ternary()
            self._expect(":")
            node = Ternary(node, then, self._ternary())
        self._depth -= 1
        return node

    def _binary(self, level: int) -> Node:
        """An expression whose operators bind at least as tightly as `_LEVELS[level]`."""
        node = self._unary()
        for tight in range(len(_LEVELS) - 1, level - 1, -1):
            links: list[tuple[str, Node]] = []
            while (operator := self._take(*_LEVELS[tight])) is not None:
                links.append((operator, self._binary(tight + 1)))
            if not links:
                continue
            if tight < 2:
                node = Logical(links[0][0], (node, *(operand for _, operand in links)))
            else:
                node = Chain(node, tuple(links))
        return node

    def _unary(self) -> Node:
        operator = self._take("!", "-", "+")
        if operator is None:
            return self._postfix()
        self._deeper()
        node = Unary(operator, self._unary())
        self._depth -= 1
        return node

    def _postfix(self) -> Node:
        node = self._primary()
        links = 0
        while (operator := self._take(".", "[", "(")) is not None:
            links += 1
            self._deeper()
            if operator == ".":
                node = Member(node, Literal(self._property()))
            elif operator == "[":
                node = Member(node, self._ternary())
                self._expect("]")
            else:
                node = self._call(node)
        self._depth -= links
        return node

    def _property(self) -> str:
        token = self._token
        if token.kind != "name":
            raise ConditionError("Expected a name after '.'", token.offset)
        self._index += 1
        return token.text

    def _call(self, callee: Node) -> Node:
        offset = self._tokens[self._index - 1].offset
        arguments = self._list(")")
        if isinstance(callee, Member) and isinstance(callee.key, Literal) and callee.key.value in METHODS:
            return Call(callee.target, str(callee.key.value), arguments)
        raise ConditionError("Only simple text and list methods can be called in a condition", offset)

    def _list(self, closing: str) -> tuple[Node, ...]:
        if self._take(closing):
            return ()
        items = [self._ternary()]
        while self._take(","):
            items.append(self._ternary())
        self._expect(closing)
        return tuple(items)

    def _primary(self) -> Node:
        token = self._token
        self._index += token.kind != "end"
        match token.kind:
            case "string":
                return Literal(_text(token))
            case "number":
                return Literal(float(token.text))
            case "name":
                return Literal(_LITERALS[token.text]) if token.text in _LITERALS else Name(token.text)
        if token.text == "(":
            node = self._ternary()
            self._expect(")")
            return node
        if token.text == "[":
            return Items(self._list("]"))
        if token.kind == "end":
            raise ConditionError("The condition ends too early", token.offset)
        raise ConditionError(f"Unexpected {token.text!r}", token.offset)


def _text(token: _Token) -> str:
    """What a quoted text means. `\\u` takes four digits; two of them may make one character."""

    def unescape(match: re.Match[str]) -> str:
        escape = match.group(1)
        if escape == "u":
            raise ConditionError("\\u takes four hexadecimal digits", token.offset + 1 + match.start())
        return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPED.get(escape, escape)

    text = _ESCAPE.sub(unescape, token.text[1:-1])
    return text if text.isascii() else _PAIR.sub(_joined_pair, text)


def _joined_pair(match: re.Match[str]) -> str:
    return match.group().encode("utf-16-be", "surrogatepass").decode("utf-16-be")
