"""How a request stands for its value: what is done to it is done to what was answered (SDK reference 5.2)."""

from __future__ import annotations

import copy
import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any


class StandsForValue:
    """Everything that Python asks of an object by a name with underscores goes to what `response()` gives."""

    __slots__ = ()

    if TYPE_CHECKING:

        def response(self) -> Any:
            """The value itself."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """The class of the value, so that `isinstance` answers for it."""
        return type(self.response())

    def __getitem__(self, key: Any) -> Any:
        return self.response()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.response()[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.response()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.response())

    def __reversed__(self) -> Any:
        return reversed(self.response())

    def __len__(self) -> int:
        return len(self.response())

    def __bool__(self) -> bool:
        return bool(self.response())

    def __contains__(self, item: Any) -> bool:
        return item in self.response()

    def __str__(self) -> str:
        return str(self.response())

    def __repr__(self) -> str:
        return repr(self.response())

    def __format__(self, spec: str) -> str:
        return format(self.response(), spec)

    def __int__(self) -> int:
        return int(self.response())

    def __float__(self) -> float:
        return float(self.response())

    def __index__(self) -> int:
        return operator.index(self.response())

    def __copy__(self) -> Any:
        return copy.copy(self.response())

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return copy.deepcopy(self.response(), memo)

    def __eq__(self, other: object) -> bool:
        return bool(self.response() == _value_of(other))

    def __ne__(self, other: object) -> bool:
        return bool(self.response() != _value_of(other))

    def __lt__(self, other: Any) -> Any:
        return self.response() < _value_of(other)

    def __le__(self, other: Any) -> Any:
        return self.response() <= _value_of(other)

    def __gt__(self, other: Any) -> Any:
        return self.response() > _value_of(other)

    def __ge__(self, other: Any) -> Any:
        return self.response() >= _value_of(other)

    def __hash__(self) -> int:
        return hash(self.response())

    def __add__(self, other: Any) -> Any:
        return self.response() + _value_of(other)

    def __radd__(self, other: Any) -> Any:
        return other + self.response()

    def __or__(self, other: Any) -> Any:
        return self.response() | _value_of(other)

    def __ror__(self, other: Any) -> Any:
        return other | self.response()

    def __mul__(self, other: Any) -> Any:
        return self.response() * _value_of(other)

    def __mod__(self, other: Any) -> Any:
        return self.response() % _value_of(other)


def _value_of(value: Any) -> Any:
    return value.response() if issubclass(type(value), StandsForValue) else value
