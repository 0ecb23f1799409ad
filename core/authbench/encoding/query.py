"""Percent-encoding, `to_param` and `encode_www_form` (SDK reference 5.4, 7.2, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_from_bytes

from authbench.encoding.text import to_text, utf8


def escape_url(text: str | bytes) -> str:
    """ERB's `url_encode`: everything but `A-Za-z0-9-._~` percent-encoded, a blank as `%20`."""
    return quote_from_bytes(utf8(text), safe="")


def escape_query(text: str | bytes) -> str:
    """`CGI.escape`: as `escape_url`, but a blank is `+`."""
    return quote_from_bytes(utf8(text), safe=" ").replace(" ", "+")


def to_param(value: Any) -> str:
    """ActiveSupport's `to_param`: a hash becomes a query string whose pairs are sorted by their
    encoded text, an array its elements joined with `/`, anything else its text."""
    if isinstance(value, Mapping):
        return _hash_to_query(value, None)
    if isinstance(value, (list, tuple)):
        return "/".join(map(to_param, value))
    return to_text(value)


def _hash_to_query(mapping: Mapping[Any, Any], namespace: str | None) -> str:
    pairs = []
    for key, value in mapping.items():
        if isinstance(value, (Mapping, list, tuple)) and not value:
            continue
        name = to_text(key) if namespace is None else f"{namespace}[{to_text(key)}]"
        pairs.append(to_query(value, name))
    # Within arrays the order stays as written (ActiveSupport 6.1).
    if namespace is None or "[]" not in namespace:
        pairs.sort()
    return "&".join(pairs)


def to_query(value: Any, name: str) -> str:
    """ActiveSupport's `value.to_query(name)`: the pairs of a hash or array below `name`."""
    if isinstance(value, Mapping):
        return _hash_to_query(value, name)
    if isinstance(value, (list, tuple)):
        element = f"{name}[]"
        return "&".join(to_query(item, element) for item in value) if value else to_query(None, element)
    return f"{escape_query(name)}={escape_query(to_param(value))}"


def encode_www_form(mapping: Mapping[Any, Any]) -> str:
    """`URI.encode_www_form`: order kept, nil as a bare name, an array repeats the name."""
    return "&".join(_www_form_pairs(mapping))


def _www_form_pairs(mapping: Mapping[Any, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        name = form_component(to_text(key))
        if isinstance(value, (list, tuple)):
            # A nil within an array leaves nothing but its separator.
            yield "&".join(
                "" if item is None else f"{name}={form_component(to_text(item))}" for item in value
            )
        elif value is None:
            yield name
        else:
            yield f"{name}={form_component(to_text(value))}"


def form_component(text: str | bytes) -> str:
    """`URI.encode_www_form_component`: `*-._` and alphanumerics literal, a blank as `+`."""
    return quote_from_bytes(utf8(text), safe=" *").replace(" ", "+").replace("~", "%7E")
