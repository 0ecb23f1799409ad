"""The menu of ready-made and saved filters."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from authbench_gui.theme.assistive import set_tip
from authbench_gui.wording import one_line

READY: Final = (
    ("All", ""),
    ("Errors", "is:error"),
    ("This run", "run:last"),
    ("Refreshes", "is:refresh"),
    ("Redirects and browser", "is:redirect,browser"),
    ("Slow, over 1 s", "time>1s"),
    ("Pinned", "is:pinned"),
)
_SHOWN: Final = 18


class FilterMenu(QPushButton):
    """A button with a menu that names the filter. Filters are saved by name.

    `chosen(text)`, `save_requested`, `rename_requested(name)`, `delete_requested(name)`.
    """

    chosen = Signal(str)
    save_requested = Signal()
    rename_requested = Signal(str)
    delete_requested = Signal(str)
    named = Signal()

    def __init__(self) -> None:
        super().__init__("All ▾")
        self._saved: dict[str, str] = {}
        self._text = ""
        self._name = READY[0][0]
        self._compact = False
        self.setProperty("kind", "small")
        self.setAccessibleName("Filters: All")
        self.setObjectName("log.filters")
        self.setAutoDefault(False)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self.fill)
        self.setMenu(self.entries)

    @property
    def saved(self) -> dict[str, str]:
        """Saved filters by name."""
        return dict(self._saved)

    def restore(self, saved: object) -> None:
        """What the last window remembered, as far as it can be read."""
        if isinstance(saved, dict):
            self._saved = {
                name: text for name, text in saved.items() if isinstance(name, str) and isinstance(text, str)
            }
            self.show_text(self._text)

    def taken(self, name: str) -> bool:
        """Whether there is a filter of that name already."""
        return name in self._saved or any(name == ready for ready, _ in READY)

    def save(self, name: str, text: str) -> None:
        """Keep a filter under a name."""
        self._saved[name] = text
        self.show_text(self._text)

    def rename(self, before: str, name: str) -> None:
        """Give a saved filter another name; its place in the menu stays."""
        self._saved = {name if one == before else one: text for one, text in self._saved.items()}
        self.show_text(self._text)

    def delete(self, name: str) -> None:
        """Forget a saved filter."""
        self._saved.pop(name, None)
        self.show_text(self._text)

    def show_text(self, text: str) -> None:
        """Name the filter that applies."""
        self._text = text
        wanted = text.strip()
        named = [*READY, *self._saved.items()]
        name = next((name for name, filter_text in named if filter_text == wanted), "Filtered")
        self._name = one_line(name)
        self._show_name()
        self.setAccessibleName(f"Filters: {self._name}")
        self.named.emit()

    def show_compact(self, compact: bool) -> None:
        """Stand without the name of the filter, where there is no room for it."""
        self._compact = compact
        self._show_name()
        set_tip(self, f"Filters: {self._name}" if compact else "")

    def _show_name(self) -> None:
        name = self._name
        short = name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"
        self.setText("▾" if self._compact else f"{short} ▾")

    @Slot()
    def fill(self) -> None:
        """The entries as they are now."""
        menu = self.entries
        menu.clear()
        for name, text in READY:
            self._add(menu, name, text)
        if self._saved:
            menu.addSeparator()
            for name, text in self._saved.items():
                self._add(menu, name, text)
        menu.addSeparator()
        save = menu.addAction("Save this filter…", self.save_requested.emit)
        save.setEnabled(bool(self._text.strip()))
        if self._saved:
            change = menu.addMenu("Change saved filters")
            for name in self._saved:
                entry = change.addMenu(_plain(name))
                entry.addAction("Rename…", partial(self.rename_requested.emit, name))
                entry.addAction("Delete", partial(self.delete_requested.emit, name))

    def _add(self, menu: QMenu, name: str, text: str) -> None:
        action = menu.addAction(_plain(name), partial(self.chosen.emit, text))
        action.setCheckable(True)
        action.setChecked(text == self._text.strip())


def _plain(name: str) -> str:
    """A name in a menu, where `&` would mark a key."""
    return one_line(name).replace("&", "&&")
