"""The redirect doctor: the URIs to register, what was found here, and a URI of the provider's to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from authbench.oauth.redirect_checks import Check, Mood
from authbench.oauth.redirect_doctor import compare, diagnose, registered_uris
from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.assistive import announce
from authbench_gui.theme.icons import icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.theme.widgets import icon_button, label, restyle
from authbench_gui.wording import breakable, said, shown

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.oauth import RedirectSettings
    from authbench.oauth.redirect_doctor import Comparison, Diagnosis
    from authbench_gui.clipboard import SecretClipboard
    from authbench_gui.tasks import Tasks

_MOODS: Final[dict[Mood, tuple[str, Role, str]]] = {
    Mood.OK: ("OK", "ok", "check"),
    Mood.WARNING: ("Note", "warn", "warning"),
    Mood.PROBLEM: ("Problem", "bad", "cross"),
}
_PADDING = 30


class RedirectDoctorDialog(DialogFrame):
    """Says what is to be known of a redirect. Nothing is sent; ports of this machine are tried off the
    window's thread, when it opens and on “Check again”."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        clipboard: SecretClipboard,
        tasks: Tasks,
        redirect: RedirectSettings,
        *,
        rewrite_callback: bool = True,
    ) -> None:
        super().__init__(parent, "Check the redirect", "Check again", width=620)
        self._theme, self._clipboard, self._tasks = theme, clipboard, tasks
        self._redirect, self._rewrite = redirect, rewrite_callback
        self._open = True
        self._checks: tuple[Check, ...] = ()
        self.lines: dict[str, QLineEdit] = {}
        self.body.addWidget(label("Register with the provider", "strong"))
        for uri in registered_uris(redirect):
            self._add_uri(uri.whose, uri.title, uri.uri, uri.note)
        self.checks = QListWidget()
        self.checks.setObjectName("doctor.checks")
        self.checks.setWordWrap(True)
        self.checks.setIconSize(QSize(15, 15))
        self.checks.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.checks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.checks.setMinimumHeight(190)
        self.add_field("Checks on this machine", self.checks)
        self.pasted = QLineEdit()
        self.pasted.setObjectName("doctor.pasted")
        self.pasted.setFont(theme.monospaced(13))
        self.pasted.setPlaceholderText("Paste the redirect URI that the provider's console shows")
        self.pasted.textChanged.connect(self._compare)
        self.add_field("Compare", self.pasted)
        self.outcome = label("", wrap=True, selectable=True)
        self.outcome.setObjectName("doctor.outcome")
        self.marked = QPlainTextEdit()
        self.marked.setObjectName("doctor.marked")
        self.marked.setAccessibleName("Both URIs, one above the other, and where they differ")
        self.marked.setProperty("kind", "field")
        self.marked.setReadOnly(True)
        self.marked.setTabChangesFocus(True)
        self.marked.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.marked.setFont(theme.monospaced(13))
        self.marked.setFixedHeight(4 * self.marked.fontMetrics().lineSpacing() + _PADDING)
        self.outcome.hide()
        self.marked.hide()
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.marked)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close")
        self.confirmed.connect(self.look)
        self.finished.connect(self._on_finished)
        theme.changed.connect(self._show_checks)
        self.pasted.setFocus()
        self.look()

    @Slot()
    def look(self) -> None:
        """Check once more."""
        redirect, rewrite = self._redirect, self._rewrite
        self.ok.setEnabled(False)

        def found(diagnosis: Diagnosis) -> None:
            if self._open:
                self.ok.setEnabled(True)
                self._checks = diagnosis.checks
                self._show_checks()
                announce(self.checks, _summary(diagnosis.checks))

        def failed(error: AuthbenchError) -> None:
            if self._open:
                self.ok.setEnabled(True)
                self.tell_problem(said(error))

        self._tasks.ask(lambda: diagnose(redirect, rewrite_callback=rewrite), found, failed)

    def _add_uri(self, whose: str, title: str, uri: str, note: str) -> None:
        line = QLineEdit(uri)
        line.setObjectName(f"doctor.uri.{whose}")
        line.setReadOnly(True)
        line.setFont(self._theme.monospaced(13))
        line.setCursorPosition(0)
        line.setAccessibleName(f"Redirect URI of {title.lower()}")
        copy = icon_button(self._theme, "copy", f"Copy the redirect URI of {title.lower()}", 14)
        copy.setObjectName(f"doctor.copy.{whose}")
        copy.clicked.connect(lambda: self._clipboard.copy_text(line.text()))
        caption = label(title, "caption")
        caption.setBuddy(line)
        caption.setFixedWidth(84)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(caption)
        row.addWidget(line, 1)
        row.addWidget(copy)
        self.lines[whose] = line
        self.body.addLayout(row)
        self.body.addWidget(label(note, "caption", wrap=True))

    @Slot()
    def _show_checks(self) -> None:
        chosen = self.checks.currentRow()
        self.checks.clear()
        for check in self._checks:
            word, role, picture = _MOODS[check.mood]
            advice = f"\n{shown(check.advice)}" if check.advice else ""
            item = QListWidgetItem(f"{check.title}: {word}. {shown(check.found)}{advice}")
            item.setIcon(icon(picture, QColor(self._theme.color(role)), 15))
            self.checks.addItem(item)
        self.checks.setCurrentRow(chosen if 0 <= chosen < len(self._checks) else 0)

    @Slot()
    def _compare(self) -> None:
        found = compare(self.pasted.text(), self._redirect)
        self.outcome.setVisible(found is not None)
        self.marked.setVisible(found is not None and not found.equal)
        if found is None:
            return
        restyle(self.outcome, "tone", "text" if found.equal else "problem")
        self.outcome.setText(breakable(" ".join(part for part in (found.text, found.advice) if part)))
        if found.at is not None:
            self._mark(found, found.at)
        announce(self.outcome, found.text)
        self._make_room()

    def _make_room(self) -> None:
        """Grow where what is shown needs it."""
        layout = self.layout()
        needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)

    def _mark(self, found: Comparison, at: int) -> None:
        ours, theirs = shown(found.ours.uri), shown(found.theirs)
        # Both begin alike; what cannot be seen takes more room where it is shown.
        place = len(shown(found.theirs[:at]))
        self.marked.setPlainText(f"{ours}\n{theirs}\n{' ' * place}^ here")
        marks = []
        for number, text in enumerate((ours, theirs)):
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(QColor(self._theme.color("bad_soft")))
            look.setForeground(QColor(self._theme.color("bad")))
            mark.format = look
            cursor = QTextCursor(self.marked.document().findBlockByNumber(number))
            cursor.movePosition(
                QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, min(place, len(text))
            )
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.marked.setExtraSelections(marks)

    @Slot()
    def _on_finished(self) -> None:
        self._open = False


def _summary(checks: tuple[Check, ...]) -> str:
    problems = sum(check.mood is Mood.PROBLEM for check in checks)
    notes = sum(check.mood is Mood.WARNING for check in checks)
    return f"{len(checks)} checks: {problems} problems, {notes} notes"
