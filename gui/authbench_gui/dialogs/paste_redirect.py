"""Handing over a redirect URL by hand, for providers that redirect to somewhere else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label


class PasteRedirectDialog(DialogFrame):
    """Shows the authorization URL to be opened by hand, and takes the redirect URL. While presenting neither
    can be read."""

    def __init__(
        self, parent: QWidget, theme: Theme, clipboard: SecretClipboard, authorization_url: str
    ) -> None:
        super().__init__(parent, "Paste the redirect URL", "Use this URL", width=560)
        self.body.addWidget(
            label(
                "After you allowed access, the browser was sent to an address that it may not have been able "
                "to open. Copy that whole address from the browser's address bar and paste it here.",
                wrap=True,
            )
        )
        self.url: QPlainTextEdit | QLineEdit = _masked_line() if theme.presenting.on else _area()
        self.url.setObjectName("paste.url")
        self.url.setFont(theme.monospaced())
        self.url.setPlaceholderText("https://…?code=…&state=…")
        self.add_field("Redirect URL", self.url)
        if authorization_url and not theme.presenting.on:
            line = QLineEdit(authorization_url)
            line.setReadOnly(True)
            line.setFont(theme.monospaced())
            line.setCursorPosition(0)
            self.add_field(
                "Page that asks for consent", line, "If no browser came up, open this address in one."
            )
            copy = button("Copy the address", "small")
            copy.clicked.connect(lambda: clipboard.copy_secret(authorization_url))
            self.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.url.setFocus()

    def wanted(self) -> str:
        """The pasted URL, without the line ends that mail programs put in."""
        text = self.url.text() if isinstance(self.url, QLineEdit) else self.url.toPlainText()
        return "".join(text.split())


def _area() -> QPlainTextEdit:
    area = QPlainTextEdit()
    area.setProperty("kind", "field")
    area.setTabChangesFocus(True)
    area.setFixedHeight(84)
    return area


def _masked_line() -> QLineEdit:
    """For an audience: the code in the URL is a secret."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
