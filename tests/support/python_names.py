"""The names that definitions in Python import, as the tables of `docs/python.md`."""

from __future__ import annotations

import inspect
import re

import authbench.sdk
from authbench.sdk import AUTHOR_NAMES
from authbench.sdk.aws_functions import Aws
from authbench.sdk.csv_tables import Csv
from authbench.sdk.net_lookup import Net
from authbench.sdk.workato_functions import Workato

_TITLES = {
    "author.verbs": "Verbs",
    "author.decorations": "On the request being made, in `apply` and `credentials`; and chained on any request",
    "author.functions": "Functions",
}
_NAMESPACES = (("workato", Workato), ("workato.csv", Csv), ("workato.net", Net), ("aws", Aws))
_ANNOTATION = re.compile(r"\b(?:collections\.abc|typing|authbench\.[\w.]+)\.")


def python_names() -> str:
    """One table for each kind of name."""
    parts: list[str] = []
    for module, title in _TITLES.items():
        names = [name for name, where in AUTHOR_NAMES.items() if where == module and name[0].islower()]
        rows = [_row(name, getattr(authbench.sdk, name)) for name in names]
        parts.append(_table(title, rows))
    for name, kind in _NAMESPACES:
        members = [member for member in vars(kind) if not member.startswith("_")]
        rows = [
            _row(f"{name}.{member}", _function(kind, member))
            for member in sorted(members)
            if not isinstance(vars(kind)[member], property)
        ]
        parts.append(_table(f"`{name}`", rows))
    errors = [
        (f"`{name}`", _sentence(kind))
        for name in authbench.sdk.__all__
        if inspect.isclass(kind := getattr(authbench.sdk, name)) and issubclass(kind, authbench.sdk.SdkError)
    ]
    parts.append(_table("Errors, for `except`", errors))
    return "\n\n".join(parts)


def _function(kind: type, member: str) -> object:
    return (
        inspect.getattr_static(kind, member).__func__
        if isinstance(inspect.getattr_static(kind, member), staticmethod)
        else vars(kind)[member]
    )


def _row(name: str, function: object) -> tuple[str, str]:
    assert callable(function)
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    shown = str(inspect.Signature(plain)).replace("<object object at ", "<").replace("|", "\\|")
    shown = re.sub(r"=<0x[0-9a-f]+>", "=…", shown)
    return f"`{name}{shown}`", _sentence(function)


def _sentence(thing: object) -> str:
    text = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.])\s+(?=[A-Z`])", text)[0].replace("|", "\\|")


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    body = "\n".join(f"| {first} | {second} |" for first, second in rows)
    return f"### {title}\n\n| name | what it does |\n| --- | --- |\n{body}"
