"""What every widget of a window owes to people who use it by keyboard, by ear, or with weak eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

ENOUGH_FOR_TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
_NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window, QAccessible.Role.Pane)
_SEEN_OF_255 = 24
_RING_PX = 40
"""So many pixels at least change when a control gets the focus: a caret is fewer."""


def told(widget: QWidget) -> str:
    """A widget as a failure names it."""
    return f"{type(widget).__name__}({widget.objectName()!r}, {widget.accessibleName()!r})"


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it. Of a list of choices Qt gives the choice, and the name by its label."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return widget.accessibleName() or (interface.text(QAccessible.Text.Name) if interface else "")


def _role(widget: QWidget) -> QAccessible.Role:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.role() if interface else QAccessible.Role.NoRole


def tab_stops(window: QWidget) -> list[QWidget]:
    """Where Tab leads in a window, in that order, from its first."""
    chain, at = [], window.nextInFocusChain()
    while at is not window:
        chain.append(at)
        at = at.nextInFocusChain()
    return [
        each
        for each in chain
        if each.window() is window
        and each.isVisibleTo(window)
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _part_of_another(each)
    ]


def _part_of_another(widget: QWidget) -> bool:
    """Whether it has the focus of a control that consists of it, such as a spin box."""
    return isinstance(widget.parentWidget(), QAbstractSpinBox) or widget.focusProxy() is not None


def untold(stops: Iterable[QWidget]) -> list[str]:
    """What a screen reader would not say of these: a role, a name, a description in plain words."""
    wrong = []
    for stop in stops:
        interface = QAccessible.queryAccessibleInterface(stop)
        if interface is None or interface.role() in _NO_ROLES:
            wrong.append(f"{told(stop)} has no role")
            continue
        if not name_of(stop).strip():
            wrong.append(f"{told(stop)} has no name")
        description = interface.text(QAccessible.Text.Description)
        if "<" in description:
            wrong.append(f"{told(stop)} is described in mark-up: {description}")
    return wrong


def alike(stops: Sequence[QWidget]) -> list[str]:
    """Controls which nothing tells apart: the same role, name and description."""
    known = Counter((_role(stop), name_of(stop), stop.accessibleDescription()) for stop in stops)
    return [f"{name} ({description})" for (_, name, description), number in known.items() if number > 1]


def out_of_order(stops: Sequence[QWidget], sections: Sequence[QWidget]) -> list[str]:
    """Tab stops that come after one which is read later: section by section, from top to bottom, in a row
    from left to right."""

    def section(stop: QWidget) -> int:
        within = [number for number, one in enumerate(sections) if one is stop or one.isAncestorOf(stop)]
        return max(within, default=-1)

    wrong = []
    for before, after in pairwise(stops):
        first, second = _place(before), _place(after)
        if section(before) != section(after):
            bad = section(after) < section(before)
        elif second.bottom() <= first.top():
            bad = True
        else:
            same_row = first.top() <= second.center().y() <= first.bottom()
            bad = same_row and second.center().y() >= first.top() and second.left() < first.left()
        if bad:
            wrong.append(f"{told(before)} at {first.getRect()}, then {told(after)} at {second.getRect()}")
    return wrong


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def unmarked(stops: Iterable[QWidget], settle: Callable[[], None]) -> list[str]:
    """Tab stops that look the same with and without the focus."""
    wrong = []
    for stop in stops:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        window = stop.window()
        for area in window.findChildren(QScrollArea):
            if area.isAncestorOf(stop):
                area.ensureWidgetVisible(stop)  # as Tab does
        settle()
        if not stop.hasFocus():
            wrong.append(f"{told(stop)} takes no focus")
            continue
        place = _place(stop).adjusted(-8, -8, 8, 8)
        focused = window.grab(place).toImage()
        stop.clearFocus()
        settle()
        if _difference(focused, window.grab(place).toImage()) < _RING_PX:
            wrong.append(f"{told(stop)} does not show the focus")
    return wrong


def _difference(one: QImage, other: QImage) -> int:
    """In how many pixels two pictures differ so much that one sees it."""
    found = 0
    for before, after in zip(_rows(one), _rows(other), strict=True):
        if before != after:
            found += sum(
                any(
                    abs(a - b) > _SEEN_OF_255
                    for a, b in zip(before[at : at + 3], after[at : at + 3], strict=True)
                )
                for at in range(0, len(before), 4)
            )
    return found


def _rows(picture: QImage) -> list[bytes]:
    """The pixels of each row, four bytes each."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    step, content = plain.bytesPerLine(), bytes(plain.constBits())
    return [content[at : at + 4 * plain.width()] for at in range(0, step * plain.height(), step)]


def luminance(color: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [channel / 255 for channel in color.getRgb()[:3]]  # type: ignore[operator]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pale(window: QWidget) -> list[str]:
    """Texts whose colour is too near to the ground that is painted behind them."""
    picture = window.grab().toImage()
    scale = picture.devicePixelRatio()
    rows, wrong = _rows(picture), []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisibleTo(window) or not widget.isEnabled() or widget.window() is not window:
            continue
        for text, role in _texts(widget):
            seen = widget.visibleRegion().boundingRect()
            if not text.strip() or seen.isEmpty():
                continue
            place = QRect(widget.mapTo(window, seen.topLeft()) * scale, seen.size() * scale)
            ground = _ground(rows, place)
            ink = widget.palette().color(role)
            ratio = contrast(_over(ink, ground), ground)
            if ratio < ENOUGH_FOR_TEXT:
                wrong.append(f"{told(widget)} “{text[:40]}” {ink.name()} on {ground.name()}: {ratio:.2f}")
    return wrong


def _texts(widget: QWidget) -> Iterable[tuple[str, QPalette.ColorRole]]:
    """What a widget paints as text, with the role of its colour."""
    if isinstance(widget, QLabel):
        yield widget.text(), QPalette.ColorRole.WindowText
    elif isinstance(widget, QAbstractButton):
        yield widget.text(), QPalette.ColorRole.ButtonText
    elif isinstance(widget, QLineEdit):
        yield widget.text(), QPalette.ColorRole.Text
        if not widget.text():
            yield widget.placeholderText(), QPalette.ColorRole.PlaceholderText
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText(), QPalette.ColorRole.Text
        if not widget.toPlainText():
            yield widget.placeholderText(), QPalette.ColorRole.PlaceholderText
    elif isinstance(widget, QComboBox):
        yield widget.currentText(), QPalette.ColorRole.Text
    elif isinstance(widget, QAbstractItemView):
        yield "entries", QPalette.ColorRole.Text


def _ground(rows: list[bytes], place: QRect) -> QColor:
    """The colour that most of the place has."""
    found: Counter[bytes] = Counter()
    for row in rows[max(0, place.top()) : place.bottom() + 1 : 2]:
        found.update(
            row[at : at + 3]
            for at in range(4 * max(0, place.left()), min(len(row), 4 * (place.right() + 1)), 8)
        )
    blue, green, red = found.most_common(1)[0][0]
    return QColor(red, green, blue)


def _over(ink: QColor, ground: QColor) -> QColor:
    """A colour that lets some of the ground through."""
    share = ink.alphaF()
    mixed = [
        round(a * share + b * (1 - share)) for a, b in zip(ink.getRgb()[:3], ground.getRgb()[:3], strict=True)
    ]  # type: ignore[operator,arg-type]
    return QColor(*mixed)


def process() -> None:
    """What waits to be laid out and painted is."""
    QApplication.processEvents()
