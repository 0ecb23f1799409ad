"""What is asked before secrets are shown, copied or saved in plain text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.presenter import KEYS as PRESENT_KEYS
from authbench_gui.theme.widgets import label, restyle


class SecretsDialog(DialogFrame):
    """Says in red what will be visible and to whom. Nothing happens by a mere press of Enter: the button
    that keeps the secrets hidden has the focus."""

    def __init__(self, parent: QWidget, title: str, action: str, danger: str, lines: Sequence[str]) -> None:
        super().__init__(parent, title, action, width=480)
        self.setObjectName("secrets.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.danger = label(danger, "bad", wrap=True)
        self.body.addWidget(self.danger)
        for line in lines:
            self.body.addWidget(label(line, wrap=True))
        restyle(self.ok, "kind", "danger")
        self.ok.setObjectName("secrets.confirm")
        self.ok.setDefault(False)
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.confirmed.connect(self.accept)
        self._heed_presenting(parent.window())

    def _heed_presenting(self, window: QWidget) -> None:
        """The key that begins to present works here, too, and says no to what is asked."""
        for action in window.actions():
            if action.shortcut() == QKeySequence(PRESENT_KEYS):
                self.addAction(action)
                action.triggered.connect(self.reject)


def reveal_log_dialog(parent: QWidget, connection: str) -> SecretsDialog:
    """Asks whether all of a log is to be shown as it is."""
    return SecretsDialog(
        parent,
        "Show the secrets in this log?",
        "Show secrets",
        f"Every token, password, key and code in the log of “{connection}” is shown as it is.",
        (
            "Rows, details, comparisons, notes and explanations show them, also of requests that are still to"
            " come. Anyone who sees your screen, or a recording of it, can use them.",
            "What you copy or export from this log meanwhile holds them too. Exports are marked as not"
            " redacted, and the clipboard is cleared after a minute.",
            "It ends when you hide them, clear the log, show the secrets of another log, or close the"
            " window.",
        ),
    )


def copy_secrets_dialog(parent: QWidget, what: str) -> SecretsDialog:
    """Asks whether a request is to be copied with its secrets."""
    return SecretsDialog(
        parent,
        f"Copy as {what} with secrets?",
        "Copy with secrets",
        "The copy holds passwords, keys and tokens in plain text.",
        (
            "Whoever gets it can use them. For a ticket or a chat, copy without secrets: variables take their"
            " place.",
            "It is marked as not redacted. The clipboard is cleared after a minute, unless you copy something"
            " else before.",
        ),
    )


def export_secrets_dialog(parent: QWidget, file: str) -> SecretsDialog:
    """Asks once more before an export of a revealed log is saved."""
    return SecretsDialog(
        parent,
        "Save with secrets?",
        "Save with secrets",
        f"{file} will hold passwords, keys and tokens in plain text.",
        (
            "This log is shown without redaction, and so is what is exported from it. Whoever gets the file"
            " can use its secrets.",
            "To save it without them, hide the secrets in the log first.",
        ),
    )
