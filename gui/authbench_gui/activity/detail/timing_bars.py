"""The phases of an exchange as bars on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from authbench_gui.theme.theme import Role, Theme

if TYPE_CHECKING:
    from authbench.events import Phases

_ROW = 24
_BAR = 8
_LEAST = 2
_MARGIN = 6
_PHASES: tuple[tuple[str, str, Role], ...] = (
    ("dns", "DNS", "code_key"),
    ("connect", "Connect", "warn"),
    ("tls", "TLS", "ok"),
    ("send", "Send", "bar_soft"),
    ("wait", "Wait", "bar"),
    ("receive", "Receive", "accent_text"),
)
_OTHER = "Other"
_TOLD_FROM = 0.001
_TOLD_SHARE = 0.01
"""From how many seconds, and which share of the whole, on time outside the phases is told."""
_KEPT = "The connection was kept from an earlier request."
_BESIDE = "Other is time on this machine, before the first phase and between them."


def _told(seconds: float) -> str:
    """A duration as the foot of a message tells it."""
    from authbench.journal.formatting import duration_text

    return duration_text(seconds)


class TimingBars(QWidget):
    """One row for each phase that happened, from where it began to where it ended, and the whole below."""

    assistive_role = QAccessible.Role.StaticText

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[tuple[str, float, float, Role]] = []
        self._total = 0.0
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_phases(self, phases: Phases, elapsed: float | None, *, reused: bool) -> None:
        """Show other phases; those of a connection that was reused began with sending."""
        self._rows = []
        begin = 0.0
        for field, name, role in _PHASES:
            seconds: float | None = getattr(phases, field)
            if seconds is not None:
                self._rows.append((name, begin, seconds, role))
                begin += seconds
        self._total = max(begin, elapsed or 0.0)
        notes = [_KEPT] if reused else []
        other = self._total - begin
        if self._rows and other >= max(_TOLD_FROM, self._total * _TOLD_SHARE):
            self._rows.append((_OTHER, begin, other, "control_line"))
            notes.append(_BESIDE)
        self._note = " ".join(notes)
        self.setAccessibleName(f"Timing: {self.text}")
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The same in words."""
        rows = [f"{name} {_told(seconds)}" for name, _, seconds, _ in self._rows]
        rows.append(f"Total {_told(self._total)}")
        if self._note:
            rows.append(self._note)
        return "\n".join(rows)

    def sizeHint(self) -> QSize:
        return QSize(240, _ROW * (len(self._rows) + 2) + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _ROW * (len(self._rows) + 1) + 2 * _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._theme.caption()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        names = max((metrics.horizontalAdvance(name) for name, *_ in self._rows), default=40) + 14
        names = max(names, metrics.horizontalAdvance("Total") + 14)
        seconds_told = (self._total, *(row[2] for row in self._rows))
        times = max(metrics.horizontalAdvance(_told(seconds)) for seconds in seconds_told)
        room = max(20.0, self.width() - 2 * _MARGIN - names - times - 10)
        top = float(_MARGIN)
        for name, begin, seconds, role in self._rows:
            self._paint_row(painter, top, name, seconds, names, "text")
            left = _MARGIN + names + room * begin / self._total if self._total else _MARGIN + names
            width = max(float(_LEAST), room * seconds / self._total if self._total else 0.0)
            left = min(left, _MARGIN + names + room - width)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(role))
            painter.drawRoundedRect(QRectF(left, top + (_ROW - _BAR) / 2, width, _BAR), 2, 2)
            top += _ROW
        painter.fillRect(QRectF(_MARGIN, top + 1, self.width() - 2 * _MARGIN, 1), self._theme.color("line"))
        self._paint_row(painter, top + 3, "Total", self._total, names, "text")
        if self._note:
            painter.setPen(self._theme.color("muted"))
            rect = QRectF(_MARGIN, top + _ROW + 8, self.width() - 2 * _MARGIN, 3 * _ROW)
            painter.drawText(rect, Qt.TextFlag.TextWordWrap, self._note)

    def _paint_row(
        self, painter: QPainter, top: float, name: str, seconds: float, names: int, role: Role
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.color("muted"))
        painter.drawText(QRectF(_MARGIN, top, names, _ROW), Qt.AlignmentFlag.AlignLeft | middle, name)
        painter.setPen(self._theme.color(role))
        whole = QRectF(_MARGIN, top, self.width() - 2 * _MARGIN, _ROW)
        painter.drawText(whole, Qt.AlignmentFlag.AlignRight | middle, _told(seconds))
