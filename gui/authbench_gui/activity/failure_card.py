"""The failure card: what happened in one line, likely causes in order, where, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.rich_text import code_label, with_code
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import breakable, shown

if TYPE_CHECKING:
    from authbench.journal import Explanation

_MAX_HEIGHT = 300
_MIN_HEIGHT = 130
_AROUND = 490
"""Pixels of a window that its heads, two rows of the log and one message take."""
_EVIDENCE = 160
"""Characters of one piece of evidence."""
_EDGE = 3
"""Border and margin around the contents."""


class FailureCard(QFrame):
    """Explains a failure. `acted(action)` - a person pressed one of its buttons."""

    acted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._explanation: Explanation | None = None
        self._source = ""
        self.setObjectName("failure.card")
        self.setProperty("card", "bad")
        self.setAccessibleName("Why it failed")
        self.title = code_label(theme, "", "bad")
        self.title.setObjectName("failure.title")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(3)
        self._foot = QWidget()
        self._buttons = FlowLayout()
        self._buttons.setContentsMargins(14, 6, 14, 12)
        self._foot.setLayout(self._buttons)
        self._inner = QWidget()
        self._inner.setObjectName("scrolled")
        # As wide as the card, whatever its texts would like.
        self._inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(14, 12, 14, 2)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addLayout(self._lines)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        self._inner.installEventFilter(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2, 2, 2, 2)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        # Below what scrolls: what to do next is in view however long the server's words are.
        outer.addWidget(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._rebuild)
        self.hide()

    @property
    def explanation(self) -> Explanation | None:
        """What is explained."""
        return self._explanation

    def explain(self, explanation: Explanation | None, source: str = "") -> None:
        """Show an explanation, with the `source` line that it is about; None hides the card."""
        self._explanation, self._source = explanation, source
        self._rebuild()
        self.setVisible(explanation is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit(self.width())
        return False

    def fit(self, width: int) -> None:
        """Take the height that the text needs at this width, up to a limit; beyond it scrolls.
        Where the panel itself is low, the log keeps most of it."""
        inner = self._inner
        layout = inner.layout()
        if layout is None:
            return
        room = width - 2 * _EDGE
        needed = layout.heightForWidth(room) if layout.hasHeightForWidth() else inner.sizeHint().height()
        foot = self._buttons.heightForWidth(room)
        self._foot.setFixedHeight(foot)
        needed += foot
        panel = self.window().height() if self.parentWidget() is not None else 0
        limit = _MAX_HEIGHT
        if panel:
            limit = max(_MIN_HEIGHT, min(_MAX_HEIGHT, panel * 3 // 10, panel - _AROUND))
        self.setFixedHeight(min(limit, needed + 2 * _EDGE))

    @Slot()
    def _rebuild(self) -> None:
        for layout in (self._lines, self._buttons):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        explanation = self._explanation
        if explanation is None:
            self.title.clear()
            self.title.setAccessibleName("")
            return
        self.title.setText(with_code(explanation.title, self._theme.monospaced().family()))
        self.title.setAccessibleName(shown(explanation.title))
        if explanation.said:
            self._lines.addWidget(self._sayings(explanation.said))
            self._lines.addSpacing(4)
        shown_before = set(explanation.evidence)
        for cause in explanation.causes:
            quiet = cause.evidence if cause.evidence not in shown_before else ""
            shown_before.add(cause.evidence)
            self._lines.addWidget(self._bullet(cause.text, quiet))
        if explanation.place:
            self._lines.addWidget(self._bullet(explanation.place))
        if self._source:
            source = label(self._source, selectable=True)
            source.setObjectName("failure.source")
            family = self._theme.monospaced().family()
            source.setStyleSheet(f"font-family: '{family}'; font-size: 12px;")
            source.setContentsMargins(17, 2, 0, 2)
            # A long line is cut off; it must not make the card wider than its texts are laid out for.
            source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            source.setMinimumWidth(1)
            self._lines.addWidget(source)
        if explanation.evidence:
            self._lines.addSpacing(2)
            said = " · ".join(_middle_cut(each) for each in explanation.evidence)
            evidence = code_label(self._theme, said, "caption")
            evidence.setObjectName("failure.evidence")
            self._lines.addWidget(evidence)
        before: QWidget = self.title
        for action in explanation.actions:
            press = button(shown(action.label), "small")
            press.setObjectName(f"failure.{action.kind}")
            press.clicked.connect(lambda _=False, action=action: self.acted.emit(action))
            self._buttons.addWidget(press)
            # Made last, but read before the log below the card.
            self.setTabOrder(before, press)
            before = press
        self.fit(self.width())

    def _sayings(self, said: tuple[tuple[str, str], ...]) -> QWidget:
        """The server's own words under the names that it gave them, as plain text."""
        result = QWidget()
        grid = QGridLayout(result)
        grid.setContentsMargins(4, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(said):
            grid.addWidget(label(name, "caption"), row, 0, Qt.AlignmentFlag.AlignTop)
            words = label(wrap=True, selectable=True)
            words.setObjectName("failure.said")
            words.setText(breakable(text))
            words.setAccessibleName(f"{shown(name)}: {shown(text)}")
            grid.addWidget(words, row, 1)
        return result

    def _bullet(self, line: str, evidence: str = "") -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(code_label(self._theme, line))
        if evidence:
            quiet = code_label(self._theme, evidence, "caption")
            quiet.setObjectName("failure.cause_evidence")
            texts.addWidget(quiet)
        layout.addLayout(texts, 1)
        return row


def _middle_cut(text: str) -> str:
    """An address of thousands of characters would be all that is seen; the log has it as it is."""
    half = _EVIDENCE // 2
    return text if len(text) <= _EVIDENCE else f"{text[:half]}…{text[-half:]}"
