"""Editors of secrets: dots, shown on request while the focus stays, copied for one minute."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from authbench.form import FieldState
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.area_editor import FieldTextEdit
from authbench_gui.connection_page.form.editors import FieldEditor, ValueLine, cleaned
from authbench_gui.presenter import HeldBack
from authbench_gui.theme.icons import ThemedIcon, icon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import icon_button
from authbench_gui.wording import count

_DOT = "•"


class SecretLineEditor(FieldEditor):
    """A masked line with reveal and copy. Revealing ends when the focus leaves."""

    def __init__(self, theme: Theme, row: FieldState, clipboard: SecretClipboard) -> None:
        self.line = ValueLine()
        self.line.setFont(theme.monospaced())
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        super().__init__(self.line)
        self._theme = theme
        self._clipboard = clipboard
        self.copy = QAction("Copy the value; the clipboard is cleared after a minute", self.line)
        self.reveal = QAction("Show the value", self.line)
        self.reveal.setCheckable(True)
        self.line.addAction(self.copy, QLineEdit.ActionPosition.TrailingPosition)
        self.line.addAction(self.reveal, QLineEdit.ActionPosition.TrailingPosition)
        # The icons take no focus: these are for the keyboard, while the line has it.
        for action, keys in ((self.reveal, "Ctrl+Shift+S"), (self.copy, "Ctrl+Shift+C")):
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setToolTip(f"{action.text()} ({keys})")
        self.copy.triggered.connect(self._on_copy)
        self.reveal.toggled.connect(self._on_reveal)
        self.line.entered.connect(self._on_edited)
        theme.changed.connect(self._retint)
        self._retint()
        for action in (self.reveal, self.copy):
            HeldBack(action, theme.presenting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and watched is self.line:
            self.reveal.setChecked(False)
        return super().eventFilter(watched, event)

    def show_row(self, row: FieldState) -> None:
        text = row.value if isinstance(row.value, str) else ""
        self.line.setPlaceholderText(row.field.placeholder)
        self.line.fill(text)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.changed.emit(cleaned(self, self.line))

    @Slot()
    def _on_copy(self) -> None:
        if self.line.text():
            self._clipboard.copy_secret(self.line.text())

    @Slot(bool)
    def _on_reveal(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setText("Hide the value" if shown else "Show the value")
        self.reveal.setToolTip(f"{self.reveal.text()} (Ctrl+Shift+S)")
        if shown:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._retint()

    @Slot()
    def _retint(self) -> None:
        color = self._theme.color("muted")
        self.copy.setIcon(icon("copy", color, 14))
        self.reveal.setIcon(icon("eye-off" if self.reveal.isChecked() else "eye", color, 15))


class SecretAreaEditor(FieldEditor):
    """Several lines behind dots, such as a private key. While masked it shows how much there is and
    takes a paste; typing needs the value to be shown."""

    def __init__(self, theme: Theme, row: FieldState, clipboard: SecretClipboard) -> None:
        frame = QWidget()
        self.area = FieldTextEdit()
        self.area.setFont(theme.monospaced(12))
        self.area.setTabChangesFocus(True)
        self.area.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * 4 + 20)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.area, 1)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.reveal = icon_button(theme, "eye", "Show the value")
        self.reveal.setCheckable(True)
        self.copy = icon_button(theme, "copy", "Copy the value; the clipboard is cleared after a minute", 14)
        for tool in (self.reveal, self.copy):
            tool.setFixedSize(QSize(24, 24))
            column.addWidget(tool)
        column.addStretch(1)
        layout.addLayout(column)
        super().__init__(frame, self.area)
        self.area.told.connect(self.told)
        self._eye = ThemedIcon(self.reveal, theme, "eye", size=15)
        self._clipboard = clipboard
        self._presenting = theme.presenting
        self._value = ""
        self._filling = False
        self.area.textChanged.connect(self._on_text)
        self.reveal.toggled.connect(self._on_reveal)
        self.copy.clicked.connect(self._on_copy)
        for tool in (self.reveal, self.copy):
            HeldBack(tool, theme.presenting)
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and watched is self.area:
            self.reveal.setChecked(False)
            self._fill()
        return super().eventFilter(watched, event)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self._name_tools()

    def _name_tools(self) -> None:
        """Each is named after the field: there may be others like it."""
        name = self.area.accessibleName()
        self.reveal.setAccessibleName(f"{'Hide' if self.reveal.isChecked() else 'Show'} the value: {name}")
        self.copy.setAccessibleName(f"Copy the value: {name}")

    def show_row(self, row: FieldState) -> None:
        value = row.value if isinstance(row.value, str) else ""
        if value != self._value:
            self._value = value
            self._fill()

    @property
    def masked(self) -> bool:
        """Whether dots stand for the value."""
        return bool(self._value) and not self.reveal.isChecked()

    def _fill(self) -> None:
        self._filling = True
        if self.masked:
            lines = self._value.count("\n") + 1
            self.area.setPlainText(f"{_DOT * 24}\n{count(lines, 'line')} hidden")
        elif self.area.toPlainText() != self._value:
            self.area.setPlainText(self._value)
        self.area.setReadOnly(self.masked)
        self._filling = False

    @Slot()
    def _on_text(self) -> None:
        if self._filling or self.area.isReadOnly():
            return
        self._value = self.area.toPlainText()
        if self._presenting.on:
            self._fill()
        elif self._value and not self.reveal.isChecked():
            # What was just pasted or typed into the empty box stays visible until the focus leaves.
            self.reveal.setChecked(True)
        self.changed.emit(self._value)

    @Slot(bool)
    def _on_reveal(self, shown: bool) -> None:
        self._eye.show_icon("eye-off" if shown else "eye")
        self._name_tools()
        self._fill()
        if shown:
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_copy(self) -> None:
        if self._value:
            self._clipboard.copy_secret(self._value)
