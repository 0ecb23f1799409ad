"""Copying: plain texts stay, secrets go away again after a minute."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard

CLEAR_AFTER_MS = 60_000

# What clipboard histories look at before they keep something (KDE, Windows, macOS).
_HISTORY_HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "org.nspasteboard.ConcealedType": b"1",
}


class SecretClipboard(QObject):
    """Puts texts on the clipboard and takes secrets off it again, unless something else was copied
    meanwhile. Remembers a secret only as its digest."""

    def __init__(
        self, clipboard: QClipboard, clear_after_ms: int = CLEAR_AFTER_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._digest: bytes | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(clear_after_ms)
        self._timer.timeout.connect(self.clear_if_unchanged)

    def copy_text(self, text: str) -> None:
        """Copy something that is no secret."""
        self._timer.stop()
        self._digest = None
        self._clipboard.setText(text)

    def copy_secret(self, text: str) -> None:
        """Copy a secret, kept out of clipboard histories where they can be told, for one minute."""
        content = QMimeData()
        content.setText(text)
        for kind, value in _HISTORY_HINTS.items():
            content.setData(kind, value)
        self._clipboard.setMimeData(content)
        self._digest = _digest(text)
        self._timer.start()

    @property
    def clear_after_ms(self) -> int:
        """How long a secret stays."""
        return self._timer.interval()

    @property
    def holds_secret(self) -> bool:
        """True while a copied secret waits to be cleared."""
        return self._digest is not None

    @Slot()
    def clear_if_unchanged(self) -> None:
        """Clear the clipboard if the secret is still on it."""
        if self._digest is not None and _digest(self._clipboard.text()) == self._digest:
            self._clipboard.clear()
        self._digest = None
        self._timer.stop()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
