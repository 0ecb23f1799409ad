"""Small widgets that the whole window shares. Texts given to them are shown as plain text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon, draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.wording import shown

Tone = Literal["text", "title", "strong", "muted", "caption", "problem", "warning", "required", "bad", "key"]
Kind = Literal["normal", "primary", "danger", "small", "revealed", "link", "quiet", "tab", "segment"]

_BUTTON_AT_LEAST_PX = 60


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and apply the sheet again if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def label(text: str = "", tone: Tone = "text", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label that never guesses at rich text."""
    result = QLabel()
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("tone", tone)
    result.setText(shown(text))
    result.setWordWrap(wrap)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


def button(text: str, kind: Kind = "normal", name: str | None = None) -> QPushButton:
    """A push button of one of the theme's kinds, with an accessible name."""
    result = QPushButton(text)
    result.setProperty("kind", kind)
    result.setAccessibleName(name or text.rstrip("…"))
    result.setAutoDefault(False)
    return result


def icon_button(theme: Theme, icon: str, name: str, size: int = 15) -> QToolButton:
    """A small button that is an icon; `name` is its tool tip and accessible name."""
    result = QToolButton()
    ThemedIcon(result, theme, icon, size=size)
    result.setAccessibleName(name)
    set_tip(result, name)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    return result


def hairline(*, vertical: bool = False) -> QFrame:
    """A line of one pixel."""
    result = QFrame()
    result.setProperty("hairline", "vertical" if vertical else "horizontal")
    return result


def surface(kind: Literal["panel", "background"]) -> QFrame:
    """An area in one of the two ground colours."""
    result = QFrame()
    result.setProperty("surface", kind)
    return result


class ElidedLabel(QLabel):
    """One line that ends in `…` where it does not fit, and then shows all of it in its tool tip."""

    # Of the class: Qt may ask for a size while a label that Python has cleared is taken apart.
    _full = ""

    def __init__(self, text: str = "", tone: Tone = "text") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def full_text(self) -> str:
        """The text without the ellipsis."""
        return self._full

    def set_text(self, text: str) -> None:
        """Show `text`, on one line."""
        self._full = shown(" ".join(text.split()))
        self.setAccessibleName(self._full)
        self._elide()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._full) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, max(0, self.width()))
        super().setText(text)
        set_tip(self, self._full if text != self._full else "")


class KeyedButton(QPushButton):
    """A push button that names its shortcut behind its text, more quietly."""

    def __init__(self, text: str, keys: str, kind: Kind = "normal") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._caption = text
        self._keys = keys
        self._keys_shown = True
        self.set_caption(text)

    def set_caption(self, text: str) -> None:
        """Show another text with the same shortcut."""
        self._caption = text
        self.setAccessibleName(text)
        set_tip(self, f"{text} ({self._keys})")
        self.setText(f"{text}  {self._keys}" if self._keys_shown else text)

    def show_keys(self, shown: bool) -> None:
        """Whether the shortcut is named behind the text; the tool tip names it always."""
        self._keys_shown = shown
        self.set_caption(self._caption)

    @property
    def caption(self) -> str:
        """The text without the shortcut."""
        return self._caption

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        metrics = QFontMetrics(self.font())
        total = metrics.horizontalAdvance(self.text())
        left = (self.width() - total) / 2
        color = self.palette().buttonText().color()
        painter.setPen(color)
        rect = QRectF(left, 0, total, self.height())
        # The painter swaps left and right where one reads from right to left.
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._caption)
        if not self._keys_shown:
            return
        color.setAlphaF(0.72)
        painter.setPen(color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._keys)


class ElidedButton(QPushButton):
    """A push button for foreign words: they end in `…` where they do not fit; the tool tip has them all."""

    def __init__(self, text: str, kind: Kind = "normal", name: str | None = None) -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setAccessibleName(name or text.rstrip("…"))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _BUTTON_AT_LEAST_PX), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        set_tip(self, self.text() if self._fitting() != self.text() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self._fitting()
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, QPainter(self), self)

    def _fitting(self) -> str:
        """As much of the text as there is room for."""
        room = self.width() - (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text()))
        if room >= self.fontMetrics().horizontalAdvance(self.text()):
            return self.text()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, max(0, room))


class CheckBox(QCheckBox):
    """A check box with our tick, in the colours of the theme."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        draw_icon(painter, "check", self._theme.color("on_accent"), QRectF(box).adjusted(2, 2, -2, -2))


class Pill(QWidget):
    """A rounded status: a dot, a word, a soft ground."""

    assistive_role = QAccessible.Role.StaticText

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._role: Role = "muted"
        self._ground: Role = "hover"
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def show_status(self, text: str, role: Role, ground: Role) -> None:
        """Say `text` in the colours of `role` on `ground`."""
        self._text, self._role, self._ground = text, role, ground
        self.setAccessibleName(f"Status: {text}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._metrics().horizontalAdvance(self._text) + 36, self._theme.pixels(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._theme.pixels(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._ground))
        ground = QRectF(self.rect())
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.setBrush(self._theme.color(self._role))
        painter.drawEllipse(QRectF(11, ground.height() / 2 - 4, 8, 8))
        painter.setPen(self._theme.color(self._role))
        painter.setFont(self._theme.interface(12, painter.font().Weight.DemiBold))
        room = QRectF(24, 0, self.width() - 34, self.height())
        text = self._metrics().elidedText(self._text, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _metrics(self) -> QFontMetrics:
        font = self.font()
        return QFontMetrics(self._theme.interface(12, font.Weight.DemiBold))


class IconText(QWidget):
    """An icon and a caption beside it, such as where a secret is kept."""

    def __init__(self, theme: Theme, icon: str, text: str, role: Role = "muted") -> None:
        super().__init__()
        self._theme, self._icon, self._role = theme, icon, role
        layout = QHBoxLayout(self)
        layout.setContentsMargins(17, 0, 0, 0)
        self.caption = ElidedLabel(text, "caption" if role == "muted" else "warning")
        layout.addWidget(self.caption, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_text(self, icon: str, text: str, role: Role = "muted") -> None:
        """Show something else."""
        self._icon, self._role = icon, role
        restyle(self.caption, "tone", "caption" if role == "muted" else "warning")
        self.caption.set_text(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(17 + self.caption.sizeHint().width(), self.caption.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(0, (self.height() - 13) / 2, 13, 13)
        draw_icon(painter, self._icon, self._theme.color(self._role), rect)
