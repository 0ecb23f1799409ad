"""What a file's code made outside its lambdas, copied for each run.

A loaded definition is shared by every run of it, of several connections too. Its constants and top-level
variables are what the lambdas of one run could change under another's feet: `CACHE = []`, a counter, a string
that is appended to. So each run works on copies of them, made when its first lambda is called. The syntax
tree, and lambdas that close over nothing, are shared.
"""

from __future__ import annotations

from typing import Any, Final

from authbench.ruby.scopes import Frame
from authbench.ruby.values import RClass, RHash, RProc, RRegexp, Symbol

_COPIED: Final = frozenset(
    f"authbench.ruby.{part}"
    for part in (
        *(
            f"values.{name}"
            for name in ("callables", "collections", "failures", "matching", "strings", "structs")
        ),
        # Digests that are fed, ciphers that are given a key, URIs whose parts are set.
        *(f"methods.{name}" for name in ("digests", "openssl", "openssl_ciphers", "uri_values")),
    )
)
"""Where the classes of values that code can change are; times, numbers and the host's objects are shared."""
_SHARED: Final = (Symbol, RClass, RRegexp)
_CODE: Final = frozenset({"_convert", "native"})


class World:
    """One run's copies. Each value is copied once, however many names lead to it."""

    def __init__(self) -> None:
        # The original is kept beside its copy, so that its id stays its own.
        self._copies: dict[int, tuple[Any, Any]] = {}
        self._unfilled: list[tuple[Any, Any]] = []

    @property
    def size(self) -> int:
        """How many values were copied."""
        return len(self._copies)

    def own(self, proc: RProc) -> RProc:
        """The run's own form of a lambda of the file."""
        if _closes_over_nothing(proc.scope):
            return proc
        made: RProc = self._copied(proc)
        # One after the other instead of inside each other: data may be nested as deep as it likes.
        while self._unfilled:
            self._fill(*self._unfilled.pop())
        return made

    def _copied(self, value: Any) -> Any:
        """The copy of `value`, which may still have to be filled."""
        kind = type(value)
        if kind is tuple:
            return tuple(self._copied(item) for item in value)
        if not _is_copied(value, kind):
            return value
        known = self._copies.get(id(value))
        if known is not None:
            return known[1]
        made: Any = kind() if kind in (list, dict, set) else object.__new__(kind)
        self._copies[id(value)] = (value, made)
        self._unfilled.append((value, made))
        return made

    def _fill(self, value: Any, made: Any) -> None:
        if isinstance(value, list):
            made.extend(self._copied(item) for item in value)
        elif isinstance(value, dict):
            made.update((key, self._copied(item)) for key, item in value.items())
        elif isinstance(value, set):
            made.update(value)
        else:
            for name in _slots(type(value)):
                if hasattr(value, name):
                    held = getattr(value, name)
                    setattr(made, name, held if name in _CODE else self._copied(held))
            if isinstance(value, RProc) and value.native is None:
                made._convert = lambda: value.code
            elif isinstance(value, RHash):
                made.entries = {
                    self._token(token, entry[0]): self._copied(entry)
                    for token, entry in value.entries.items()
                }

    def _token(self, token: Any, key: Any) -> Any:
        """The token of a copied key: one that is known by its identity has another now."""
        return ("object", id(self._copied(key))) if token == ("object", id(key)) else token


def _closes_over_nothing(scope: Frame | None) -> bool:
    while scope is not None:
        if scope.vars:
            return False
        scope = scope.parent
    return True


def _is_copied(value: Any, kind: type) -> bool:
    if kind in (list, dict, set, Frame):
        return True
    return kind.__module__ in _COPIED and not isinstance(value, _SHARED)


def _slots(kind: type) -> list[str]:
    return [name for above in kind.__mro__ for name in getattr(above, "__slots__", ())]
