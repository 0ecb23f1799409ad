"""What is wrong with a definition, in Python's words: the builders speak of Ruby's kinds and spellings."""

from __future__ import annotations

import re
from dataclasses import replace

from authbench.definition.problems import Problem

_MESSAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\ba hash\b", "a dict"),
        (r"\ba lambda\b", "a function"),
        (r"\blambdas\b", "functions"),
        (r"\bnot nil\b", "not None"),
        (r"\bnil never\b", "None never"),
    )
)
_ARROWS = (
    (r"headers\('Authorization': …\)", "headers(authorization=…)"),
    (r"headers\('Authorization': \"Bearer #\{token\}\"\)", 'headers(authorization=f"Bearer {token}")'),
    (r"connection\['auth_type'\]", 'connection["auth_type"]'),
    (r"get\('…'\)", 'get("…")'),
    (r"'https://…'", '"https://…"'),
    (r"\b(\w+): lambda do \|(.+?)\| (.+?) end", r'"\1": lambda \2: \3'),
    (r"\b(\w+): lambda do (.+?) end", r'"\1": lambda: \2'),
)
_LITERALS = (
    (r"fields: \[ \{ name: '…' \} \]", '"fields": [{"name": "…"}]'),
    (r"options: \[\['Label', 'value'\]\]", '"options": [["Label", "value"]]'),
    (r"options: \{ name: \{ type: '…', … \} \}", '"options": {"name": {"type": "…", …}}'),
    (r"Add (\w+): '(.*?)'", r'Add "\1": "\2"'),
    (r"\bconnection hash\b", "connection dict"),
    (r"write /(.*)/\.$", r'write re.compile(r"\1").'),
    (r"^Remove the quotes around the regular expression\.$", 'Write re.compile(r"…"), without slashes.'),
)
_FIXES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement) for pattern, replacement in (*_ARROWS, *_LITERALS)
)


def in_python(problem: Problem) -> Problem:
    """The same problem in Python's words."""
    message, fix = problem.message, problem.fix
    for pattern, replacement in _MESSAGES:
        message = pattern.sub(replacement, message)
    for pattern, replacement in _FIXES:
        fix = pattern.sub(replacement, fix) if fix is not None else None
    return replace(problem, message=message, fix=fix)
