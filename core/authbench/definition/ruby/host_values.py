"""Values on their way between the evaluator and the language-neutral helpers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from authbench.encoding import symbol_header
from authbench.ruby import from_plain, to_plain
from authbench.ruby.values import HostObject, RArray, RHash, RProc, RString, Symbol, Value
from authbench.sdk import HelperArgumentError, resolve
from authbench.sdk.yaml_writer import SymbolText

if TYPE_CHECKING:
    from authbench.ruby import Interpreter


class HeaderHash(RHash):
    """Response headers as hooks see them: found whatever the case, and with `-` or `_` alike (SDK
    reference 4.7)."""

    __slots__ = ()

    def __init__(self, headers: Mapping[str, Any]) -> None:
        super().__init__(indifferent=True)
        for name, value in headers.items():
            self.store(RString(name), from_plain(value))

    def token(self, key: Value) -> Any:
        """The token of a header's name in any spelling."""
        name = key.name if isinstance(key, Symbol) else key.text if isinstance(key, RString) else None
        return super().token(key) if name is None else name.lower().replace("-", "_")


def plain_argument(value: Value) -> Any:
    """A value as the helpers take it; requests not sent yet stay requests."""
    return to_plain(value)


def resolved_argument(value: Value) -> Any:
    """The same with requests sent and replaced by their values."""
    return resolve(to_plain(value))


def symbolic_argument(value: Value) -> Any:
    """The same with symbols told from texts, for what writes them differently."""
    if isinstance(value, Symbol):
        return SymbolText(value.name)
    if isinstance(value, RHash):
        return {symbolic_argument(key): symbolic_argument(item) for key, item in value.pairs()}
    if isinstance(value, RArray):
        return [symbolic_argument(item) for item in value.items]
    return resolved_argument(value)


def header_pairs(hashes: Sequence[Value], *, exact: bool) -> list[tuple[str, Any]]:
    """The pairs of `headers(…)`: symbol keys become header names, text keys stay (4.4); with `exact`
    both stay."""
    pairs: list[tuple[str, Any]] = []
    for value in hashes:
        if value is None:
            continue
        if not isinstance(value, RHash):
            raise HelperArgumentError("headers takes a hash of names and values")
        for key, item in value.pairs():
            name = key.name if isinstance(key, Symbol) else key.text if isinstance(key, RString) else str(key)
            if isinstance(key, Symbol) and not exact:
                name = symbol_header(name)
            pairs.append((name, resolved_argument(item)))
    return pairs


def indifferent_argument(value: Value) -> Value:
    """An argument of `call`: a hash becomes one that answers to string and symbol keys (6.1)."""
    if isinstance(value, RHash) and not value.indifferent:
        return RHash(value.pairs(), indifferent=True)
    return value


def run_block(interp: Interpreter, block: RProc, *args: Any) -> Any:
    """Call a block with plain arguments (mappings and lists indifferent) and give its plain result."""
    given = [argument if _is_ruby(argument) else from_plain(argument) for argument in args]
    return to_plain(interp.call(block, given))


def _is_ruby(value: Any) -> bool:
    return isinstance(value, RHash | HostObject | RString)
