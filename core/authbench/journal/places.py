"""Where what has a number stands, for very many of them in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left

_LEAST_ROOM = 4_096


class Places:
    """The place of each id. Places only grow, and those at the beginning are forgotten together; ids grow
    too, with few exceptions, so that they are found by halving."""

    def __init__(self) -> None:
        # Twice an id; for an exception, one more than the largest before it, so that all are in order.
        self._keys = array("q")
        self._places = array("q")
        self._exceptions: dict[int, int] = {}
        # What is before this was forgotten.
        self._begin = 0

    def __len__(self) -> int:
        return len(self._keys) - self._begin

    def get(self, id_: int) -> int | None:
        """The place of an id; None for one that is not here."""
        at = bisect_left(self._keys, 2 * id_, self._begin)
        if at < len(self._keys) and self._keys[at] == 2 * id_:
            return self._places[at]
        return self._exceptions.get(id_) if self._exceptions else None

    def add(self, id_: int, place: int) -> None:
        """An id that is not here yet, at a place behind all others."""
        last = self._keys[-1] if len(self) else -1
        if 2 * id_ > last or not len(self):
            self._keys.append(2 * id_)
        else:
            self._keys.append(last | 1)
            self._exceptions[id_] = place
        self._places.append(place)

    def forget_before(self, place: int) -> None:
        """Forget the ids whose places are before `place`."""
        self._begin = bisect_left(self._places, place, self._begin)
        if self._exceptions and next(iter(self._exceptions.values())) < place:
            self._exceptions = {id_: at for id_, at in self._exceptions.items() if at >= place}
        # Moving the rest up is worth it for many only.
        if self._begin > max(_LEAST_ROOM, len(self) // 8):
            del self._keys[: self._begin], self._places[: self._begin]
            self._begin = 0
