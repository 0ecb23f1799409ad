"""Texts in lambdas that cannot mean what they say: interpolation in single quotes, placeholders that nothing
fills in, base addresses without a scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from authbench.definition.findings import Findings
from authbench.definition.problems import Severity
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.literals import Interpolation, StringLiteral

_INTERPOLATION = re.compile(r"#\{[^{}]*\w[^{}]*\}")
_PLACEHOLDER = re.compile(r"(?<![#$])\{[A-Za-z_][\w -]*\}|<[A-Za-z_][\w -]*>")
_URL = re.compile(r"https?://", re.IGNORECASE)
_ADDRESSES = ("base_uri", "authorization_url", "token_url")


def check_text(path: str, node: Node, findings: Findings) -> None:
    """Record what is wrong with one text of a lambda at `path`."""
    for text in _texts(node):
        if isinstance(node, StringLiteral) and _INTERPOLATION.search(text) and _in_single_quotes(node):
            findings.add(
                Severity.WARNING,
                "interpolation_in_single_quotes",
                "'#{…}' in single quotes is sent as it stands: nothing is filled in",
                location=replace(node.location(), path=path),
                path=path,
                fix='Use double quotes: "#{…}".',
            )
        found = _PLACEHOLDER.search(text) if _URL.match(text) else None
        if found is not None:
            findings.add(
                Severity.WARNING,
                "placeholder_in_url",
                f"{found[0]} in this address is sent as it stands: nothing is filled in",
                location=replace(node.location(), path=path),
                path=path,
                fix="Replace it by the value, or take it from the connection: \"#{connection['…']}\".",
            )


def check_url_result(path: str, result: Node | None, findings: Findings) -> None:
    """Record an address that begins with a text that is no scheme. `result` is the lambda's last
    expression."""
    if path.rpartition(".")[2] not in _ADDRESSES or not isinstance(result, StringLiteral | Interpolation):
        return
    first = next(_texts(result), "")
    if (
        not first
        or "://" in first
        or (isinstance(result, Interpolation) and isinstance(result.parts[0], Node))
    ):
        return
    name = path.rpartition(".")[2]
    findings.add(
        Severity.ERROR if name == "base_uri" else Severity.WARNING,
        "address_without_scheme",
        f"'{name}' must be a whole address, but begins with {first.split('/')[0]!r}",
        location=replace(result.location(), path=path),
        path=path,
        fix="Begin it with https://.",
    )


def _texts(node: Node) -> Iterator[str]:
    """The written parts of a text."""
    if isinstance(node, StringLiteral):
        parts: Sequence[object] = (node.value,)
    else:
        parts = node.parts if isinstance(node, Interpolation) else ()
    yield from (part for part in parts if isinstance(part, str))


def _in_single_quotes(node: StringLiteral) -> bool:
    source, row, column = node.place
    line = source.lines[row] if row < len(source.lines) else b""
    return line[column : column + 1] == b"'"
