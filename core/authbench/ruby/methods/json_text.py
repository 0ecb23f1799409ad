"""Values as JSON, by ActiveSupport's rules."""

from __future__ import annotations

from typing import Any, Final

from authbench.encoding import JsonWriteError
from authbench.encoding import to_json as encode_json
from authbench.ruby.dispatch import Call
from authbench.ruby.settling import settle
from authbench.ruby.values import RArray, RClass, RHash, RProc, RRegexp, Value

_DEEPEST: Final = 200
"""How deep the options reach; JSON goes no deeper either."""


def json_text(call: Call, value: Value) -> str:
    """`value` in JSON by ActiveSupport's rules. Raises JSON::GeneratorError for what has no JSON form."""
    from authbench.ruby import to_plain

    settle(call.interp, [value])
    plain = to_plain(value)
    try:
        return encode_json(plain)
    except JsonWriteError:
        pass
    try:
        return encode_json(_without_code(plain))
    except JsonWriteError as error:
        raise call.error("JSON::GeneratorError", str(error)) from None


def _without_code(plain: Any) -> Any:
    """Plain data without what only Ruby has: a proc or a class is an object without values, a pattern its
    text."""
    if isinstance(plain, dict):
        return {key: _without_code(item) for key, item in plain.items()}
    if isinstance(plain, list):
        return [_without_code(item) for item in plain]
    if isinstance(plain, RProc | RClass):
        return {}
    return str(plain) if isinstance(plain, RRegexp) else plain


def chosen(call: Call, value: Value) -> Value:
    """`value` with the keys that the options `only` or `except` leave, in hashes at any depth."""
    options = call.options()
    only = options.get("only")
    keys = call.interp.splat(options.get("except") if only is None else only)
    return _with_keys(call, value, keys, only is not None, 0) if keys else value


def _with_keys(call: Call, value: Value, keys: list[Value], wanted: bool, depth: int) -> Value:
    if depth > _DEEPEST:
        return value
    if isinstance(value, RArray):
        call.charge(len(value.items))
        return RArray([_with_keys(call, item, keys, wanted, depth + 1) for item in value.items])
    if not isinstance(value, RHash):
        return value
    call.charge(len(value))
    tokens = {value.token(key) for key in keys}
    return RHash(
        (key, _with_keys(call, item, keys, wanted, depth + 1))
        for token, (key, item) in value.entries.items()
        if (token in tokens) == wanted
    )
