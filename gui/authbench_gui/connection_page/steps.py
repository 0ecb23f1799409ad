"""The strip of steps: where the run is, how long each stage took, and a word of detail."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.wording import one_line
from authbench_gui.workspace.steps import Step, StepState

_CIRCLE = 22
_TEXT_LEFT = 30
_SPIN_MS = 60

_LOOKS: dict[StepState, tuple[Role, Role, str | None]] = {
    StepState.PLANNED: ("panel", "muted", None),
    StepState.CURRENT: ("accent_soft", "accent_text", None),
    StepState.DONE: ("ok_soft", "ok", "check"),
    StepState.NOTED: ("ok_soft", "ok", "check"),
    StepState.FAILED: ("bad_soft", "bad", "cross"),
    StepState.STOPPED: ("hover", "muted", "cross"),
}
_WORDS = {
    StepState.PLANNED: "planned",
    StepState.CURRENT: "running",
    StepState.DONE: "done",
    StepState.NOTED: "done, refused as expected",
    StepState.FAILED: "failed",
    StepState.STOPPED: "stopped",
}


class StepItem(QWidget):
    """One step: a circle with its state, its title, and a line of detail."""

    assistive_role = QAccessible.Role.ListItem

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._step: Step | None = None
        self._last = False
        self.turn = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def step(self) -> Step | None:
        """What is shown."""
        return self._step

    def show_step(self, step: Step, *, last: bool) -> None:
        """Show `step`; the last one has no line after it."""
        self._step, self._last = step, last
        text = f"Step {self._number}: {step.title}, {_WORDS[step.state]}"
        self.setAccessibleName(one_line(f"{text}, {step.detail}" if step.detail else text))
        set_tip(self, f"{step.title}\n{step.detail}" if step.detail else step.title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.pixels(160), self._theme.pixels(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        step = self._step
        if step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_circle(painter, step)
        planned = step.state is StepState.PLANNED
        title_font, caption_font = self._theme.interface(13), self._theme.caption()
        title_metrics, caption_metrics = QFontMetrics(title_font), QFontMetrics(caption_font)
        before = self._theme.pixels(_TEXT_LEFT)
        room = max(0, self.width() - before - 8)
        title = title_metrics.elidedText(step.title, Qt.TextElideMode.ElideRight, room)
        detail = caption_metrics.elidedText(one_line(step.detail), Qt.TextElideMode.ElideRight, room)
        height = title_metrics.height() + (caption_metrics.height() if detail else 0)
        top = (self.height() - height) / 2
        painter.setFont(title_font)
        painter.setPen(self._theme.color("muted" if planned else "text"))
        painter.drawText(QPointF(before, top + title_metrics.ascent()), title)
        painter.setFont(caption_font)
        painter.setPen(self._theme.color("bad" if step.state is StepState.FAILED else "muted"))
        painter.drawText(QPointF(before, top + title_metrics.height() + caption_metrics.ascent()), detail)
        if not self._last:
            text_width = max(
                title_metrics.horizontalAdvance(title), caption_metrics.horizontalAdvance(detail)
            )
            start = before + text_width + 10
            if start < self.width() - 14:
                painter.setPen(QPen(self._theme.color("control_line"), 1.5))
                middle = self.height() / 2
                painter.drawLine(QPointF(start, middle), QPointF(self.width() - 10, middle))

    def _paint_circle(self, painter: QPainter, step: Step) -> None:
        ground, ink, icon = _LOOKS[step.state]
        side = self._theme.pixels(_CIRCLE)
        circle = QRectF(0.5, (self.height() - side) / 2, side, side)
        planned = step.state is StepState.PLANNED
        painter.setPen(QPen(self._theme.color("control_line"), 1) if planned else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawEllipse(circle)
        if icon is not None:
            draw_icon(painter, icon, self._theme.color(ink), _inside(circle, 4))
        elif planned:
            painter.setFont(self._theme.interface(12, QFont.Weight.DemiBold))
            painter.setPen(self._theme.color(ink))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        else:
            pen = QPen(self._theme.color(ink), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawArc(_inside(circle, 5), -self.turn * 16, 270 * 16)


def _inside(circle: QRectF, edge: int) -> QRectF:
    """What is drawn in a circle; `edge` for one of the usual size."""
    by = edge * circle.width() / _CIRCLE
    return circle.adjusted(by, by, -by, -by)


class StepsStrip(QWidget):
    """All steps side by side. A spinner turns while one is on, and only then."""

    assistive_role = QAccessible.Role.List

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Steps")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._items: list[StepItem] = []
        self._spin = QTimer(self)
        self._spin.setInterval(_SPIN_MS)
        self._spin.timeout.connect(self._on_spin)
        theme.changed.connect(self.update)

    @property
    def items(self) -> list[StepItem]:
        """The steps shown, in order."""
        return self._items

    @property
    def spinning(self) -> bool:
        """Whether the spinner turns."""
        return self._spin.isActive()

    def show_steps(self, steps: list[Step]) -> None:
        """Show these steps."""
        while len(self._items) > len(steps):
            item = self._items.pop()
            self._layout.removeWidget(item)
            item.hide()
            item.deleteLater()
        while len(self._items) < len(steps):
            item = StepItem(self._theme, len(self._items) + 1)
            self._items.append(item)
            self._layout.addWidget(item, 1)
        for number, (item, step) in enumerate(zip(self._items, steps, strict=True)):
            item.show_step(step, last=number == len(steps) - 1)
        current = any(step.state is StepState.CURRENT for step in steps)
        if current and not self._spin.isActive():
            self._spin.start()
        elif not current:
            self._spin.stop()

    @Slot()
    def _on_spin(self) -> None:
        for item in self._items:
            if item.step is not None and item.step.state is StepState.CURRENT:
                item.turn = (item.turn + 24) % 360
                item.update()
