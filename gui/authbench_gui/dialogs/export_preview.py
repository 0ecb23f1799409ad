"""What is in an export, before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.widgets import label
from authbench_gui.wording import count, shown, size

if TYPE_CHECKING:
    from authbench.journal.exports.export import Export

_NOT_REDACTED = "Not redacted: passwords, keys and tokens are in it in plain text."
_STAYS_MARKED = (
    "The opened file was made with its secrets. What is recognised as one is replaced, but others may be"
    " left: the export is marked as not redacted, too."
)


class ExportDialog(DialogFrame):
    """Tells what an export holds, and what was replaced in it. Its main button asks where to save it."""

    def __init__(self, parent: QWidget, title: str, export: Export) -> None:
        super().__init__(parent, title, "Save…")
        self.setObjectName("export.dialog")
        self.ok.setObjectName("export.save")
        self.ok.setAccessibleName("Choose where to save it")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if export.unredacted:
            self.body.addWidget(label(_STAYS_MARKED if export.masked else _NOT_REDACTED, "bad", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(preview_lines(export)):
            grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            told = label(text, wrap=True)
            told.setAccessibleName(f"{name}: {shown(text)}")
            grid.addWidget(told, row, 1)
        self.body.addLayout(grid)
        note = "The finished file was searched for every secret that is known."
        if export.masked:
            self.body.addWidget(label(note, "caption", wrap=True))
        self.ok.setFocus()


def preview_lines(export: Export) -> list[tuple[str, str]]:
    """What is told of an export, name by name."""
    summary = export.summary
    lines = [
        ("Requests", f"{summary.exchanges:,}"),
        ("Bodies", f"{summary.bodies:,}"),
    ]
    if export.masked:
        if summary.masked:
            labels = ", ".join(
                name if number == 1 else f"{name} ({number})" for name, number in summary.labels
            )
            told = f"{summary.secrets:,} replaced in {count(summary.masked, 'place')}: {labels}"
        else:
            told = "none found"
        lines.append(("Secrets", told))
        if summary.withheld:
            bodies = "1 body" if summary.withheld == 1 else f"{summary.withheld:,} bodies"
            lines.append(("Left out", f"{bodies}: binary, with a secret inside"))
    lines.append(("Size", size(len(export.text.encode("utf-8", "replace")))))
    return lines
