"""XML from hashes, by Gyoku's rules (SDK reference 5.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from authbench.encoding.text import offset_text, to_text

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_ATTRIBUTE_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;"}
)
_CONTENT = "content!"


def render_xml(root: str, namespaces: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
    """`payload` as one element named `root`, without a declaration. A key is an element, `@key` an
    attribute, `content!` the text; a key that ends in `!` is not escaped. A list repeats its
    element, nil is `xsi:nil`. `namespaces` are merged into the root's content, so they carry `@`.
    """
    return _element(root, {**payload, **namespaces})


def _element(key: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "".join(_element(key, item) for item in value)
    name = key[:-1] if key.endswith(("!", "/")) else key
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, Mapping):
        return f"<{name}{_attributes(value)}>{_content(value)}</{name}>"
    if key.endswith("/"):
        return f"<{name}/>"
    return f"<{name}>{_text(value, escape=not key.endswith('!'))}</{name}>"


def _content(mapping: Mapping[Any, Any]) -> str:
    pieces = []
    for key, value in mapping.items():
        name = to_text(key)
        if name == _CONTENT:
            pieces.append(_text(value, escape=False))
        elif not name.startswith("@"):
            pieces.append(_element(name, value))
    return "".join(pieces)


def _attributes(mapping: Mapping[Any, Any]) -> str:
    return "".join(
        f' {to_text(key)[1:]}="{to_text(value).translate(_ATTRIBUTE_ESCAPES)}"'
        for key, value in mapping.items()
        if to_text(key).startswith("@")
    )


def _text(value: Any, *, escape: bool) -> str:
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat() + offset_text(value, ":")
    if isinstance(value, date):
        return value.isoformat()
    text = to_text(value)
    return text.translate(_ESCAPES) if escape else text
