"""What shows secrets in the window, and only because a person asked for it.

This is the one place of the window that holds the reveal capability (an import contract says so). A log is
revealed for one connection at a time; nothing of it is remembered when the window closes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench_gui.presenter import Presenting

if TYPE_CHECKING:
    from authbench.journal import Journal, RowView
    from authbench.journal.exports.copy_as import Copied, CopyFormat
    from authbench.journal.filters import RowFacts
    from authbench.journal.reveal import Reveal


class Revealing(QObject):
    """Which log is revealed, and the doors to the logs.

    `changed(connection_id)` - what this connection's log may show has changed.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journal: Journal | None = None
        self._reveal: Reveal | None = None
        self._open: Journal | None = None
        self._revealed = ""
        self._turns: Counter[str] = Counter()
        self.presenting = Presenting(self)

    def attach(self, journal: Journal) -> None:
        """The engine is ready."""
        from authbench.journal.reveal import Reveal

        self._journal = journal
        self._reveal = Reveal(journal)

    def heed(self, presenting: Presenting) -> None:
        """Show and give nothing while presenting."""
        self.presenting = presenting
        presenting.starting.connect(self._hide)

    @Slot()
    def _hide(self) -> None:
        self.reveal_log(self._revealed, False)

    @property
    def journal(self) -> Journal | None:
        """The redacted door; None before the engine is there."""
        return self._journal

    def is_revealed(self, connection_id: str) -> bool:
        """Whether the log of a connection shows its secrets."""
        return bool(connection_id) and connection_id == self._revealed

    def reveal_log(self, connection_id: str, on: bool) -> None:
        """Show the secrets in the log of one connection, which hides those in any other's; or hide them.
        Nothing is shown while presenting."""
        if self._reveal is None or (on and self.presenting.on) or on is self.is_revealed(connection_id):
            return
        before, self._revealed = self._revealed, connection_id if on else ""
        self._open = self._reveal.unredacted() if on else None
        for changed in dict.fromkeys((before, connection_id)):
            if changed:
                self._turns[changed] += 1
                self.changed.emit(changed)

    def journal_for(self, connection_id: str) -> Journal | None:
        """The door to the log of a connection, redacted unless a person had it revealed; None before the
        engine is there."""
        return self._open if self.is_revealed(connection_id) else self._journal

    def generation(self, connection_id: str) -> int:
        """Grows when more became known as secret, and when the log was revealed or hidden."""
        known = self._journal.redactor.generation if self._journal is not None else 0
        return known + self._turns[connection_id]

    def secret(self, label: str, number: int) -> str | None:
        """The value behind a chip, for a person who asked to see or copy it; None where it is not kept any
        more, and while presenting."""
        if self._reveal is None or self.presenting.on:
            return None
        return self._reveal.secret(label, number)

    def copied(self, exchange_id: int, form: CopyFormat) -> Copied | None:
        """An exchange with its secrets, marked as that, for a person who confirmed it; None when it was
        dropped, and while presenting. For a thread of its own. Raises `CannotCopy`."""
        if self._reveal is None or self.presenting.on:
            return None
        return self._reveal.unredacted().copied(exchange_id, form)


class LogDoor:
    """What one connection's log is made of: redacted, or as it is while that log is revealed."""

    def __init__(self, revealing: Revealing, connection_id: str) -> None:
        self._revealing = revealing
        self._id = connection_id

    def row(self, exchange_id: int) -> RowView | None:
        """What the log may show of an exchange; there are none before the engine is there."""
        journal = self._revealing.journal_for(self._id)
        return journal.row(exchange_id) if journal is not None else None

    def facts(self, exchange_ids: Sequence[int]) -> list[RowFacts | None]:
        """What the log's filters see of exchanges."""
        journal = self._revealing.journal_for(self._id)
        return journal.facts(exchange_ids) if journal is not None else [None] * len(exchange_ids)

    def text(self, text: str) -> str:
        """What may be shown of a text; without the engine nothing is known as secret, and nothing shown."""
        journal = self._revealing.journal_for(self._id)
        return journal.redactor.text(text) if journal is not None else ""

    def generation(self) -> int:
        """Rows made in an earlier generation may show too much, or too little."""
        return self._revealing.generation(self._id)
