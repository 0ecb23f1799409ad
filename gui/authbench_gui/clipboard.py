"""Copying: plain texts stay, secrets go away again after a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard

from authbench_gui.presenter import NOT_COPIED, Presenting

CLEAR_AFTER_MS = 60_000

# What clipboard histories look at before they keep something (KDE, Windows, macOS).
_HISTORY_HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "org.nspasteboard.ConcealedType": b"1",
}

_BYTES = "application/octet-stream"


class SecretClipboard(QObject):
    """Puts texts on the clipboard and takes secrets off it again, unless something else was copied
    meanwhile. Remembers a secret only as its digest. `refused(message)` - a secret was not copied."""

    refused = Signal(str)

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
        self._is_secret: Callable[[], bool] = _never
        self._presenting: Presenting | None = None
        clipboard.dataChanged.connect(self._on_changed)

    def copy_text(self, text: str, binary: bytes | None = None) -> None:
        """Copy something that is no secret; also as its exact bytes, where `binary` gives them."""
        self._timer.stop()
        self._digest = None
        self._clipboard.setMimeData(_content(text, binary))

    def heed(self, presenting: Presenting) -> None:
        """Copy no secret while presenting, and let go of one that was copied before."""
        self._presenting = presenting
        presenting.starting.connect(self.clear_if_unchanged)

    def copy_secret(self, text: str, binary: bytes | None = None) -> bool:
        """Copy a secret, kept out of clipboard histories where they can be told, for one minute. False, and
        nothing is copied, while presenting."""
        if self._presenting is not None and self._presenting.on:
            self.refused.emit(NOT_COPIED)
            return False
        content = _content(text, binary)
        for kind, value in _HISTORY_HINTS.items():
            content.setData(kind, value)
        self._digest = _digest(text)
        self._clipboard.setMimeData(content)
        self._timer.start()
        return True

    def watch(self, is_secret: Callable[[], bool]) -> None:
        """While `is_secret()`, all that is copied anywhere in the window counts as a secret."""
        self._is_secret = is_secret

    def forget_selection(self) -> None:
        """Take away what was selected in the window with the mouse, which X11 lets other programs insert."""
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_secret() or not self._clipboard.ownsClipboard():
            return
        text = self._clipboard.text()
        if text and _digest(text) != self._digest:
            self.copy_secret(text)

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


def _never() -> bool:
    return False


def _content(text: str, binary: bytes | None) -> QMimeData:
    content = QMimeData()
    content.setText(text)
    if binary is not None:
        content.setData(_BYTES, binary)
    return content


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
