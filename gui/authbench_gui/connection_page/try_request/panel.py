"""Try a request: make one up, send it with the connection's own authorization, and read the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from authbench.connection.try_history import Tried
from authbench.connection.try_pasted import PastedRequest
from authbench.connection.try_request import BodyKind, InvalidTry, TryRequest, checked
from authbench.errors import AuthbenchError
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.try_request.answer import AnswerView
from authbench_gui.connection_page.try_request.editor import BODY, RequestEditor
from authbench_gui.connection_page.try_request.history import HistoryView
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, button, label, surface
from authbench_gui.wording import breakable, one_line, said
from authbench_gui.workspace.trying import Trying

if TYPE_CHECKING:
    from authbench.connection.sending_again import SentBefore

_NO_BASE = "The definition has no base_uri, so a path has no host. Write the whole URL."


class _Remarks(QWidget):
    """What is said under the path. It keeps the height of its lines where the rest gives way."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        needed = self.heightForWidth(self.width())
        return hint.expandedTo(QSize(0, needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class TryPanel(QWidget):
    """The request above, its answer below.

    `send_requested(request)`, `cancel_requested`; `exchange_requested(id)` asks for the log.
    """

    send_requested = Signal(object)
    cancel_requested = Signal()
    exchange_requested = Signal(int)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, trying: Trying) -> None:
        super().__init__()
        self._trying = trying
        self._connection_id: str | None = None
        self._showing = False
        self.send = button("Send", "primary", "Send the request")
        self.send.setObjectName("try.send")
        set_tip(self.send, "Send (Ctrl+Return)")
        self.cancel = button("Cancel", "normal", "Cancel the request")
        self.cancel.setObjectName("try.cancel")
        self.cancel.hide()
        self.address = ElidedLabel("", "caption")
        self.warning = label("", "warning", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.told = label("", "caption", wrap=True)
        under = _Remarks()
        column = QVBoxLayout(under)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.address, self.warning, self.problem, self.told):
            column.addWidget(widget)
        self.history = HistoryView()
        self.editor = RequestEditor(theme, self.send, self.cancel, under, self.history)
        self.answer = AnswerView(theme, clipboard)
        above = QWidget()
        top = QVBoxLayout(above)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(self.editor, 1)
        below = surface("background")
        bottom = QVBoxLayout(below)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addWidget(self.answer)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("try.splitter")
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(above)
        self.splitter.addWidget(below)
        self.splitter.setSizes([260, 300])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.send.clicked.connect(self.send_now)
        self.cancel.clicked.connect(self.cancel_requested)
        self.editor.path.returnPressed.connect(self.send_now)
        self.editor.edited.connect(self._on_edited)
        self.editor.pasted.connect(self._on_pasted)
        self.history.chosen.connect(self._on_chosen)
        self.history.again.connect(self._on_again)
        self.history.deleted.connect(trying.forget)
        self.history.cleared.connect(trying.forget_all)
        self.answer.exchange_requested.connect(self.exchange_requested)
        self.answer.whole_requested.connect(trying.show_whole)
        trying.changed.connect(self._on_changed)
        trying.base_changed.connect(self._show_address)
        trying.history_changed.connect(self._show_history)
        self._on_changed()
        self._show_address()
        self._show_history()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._trying.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._trying.watch(False)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in here."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isVisible() and self.isAncestorOf(focused)

    @Slot()
    def send_now(self) -> None:
        """Send what is typed, unless it cannot be a request: then say why, and where."""
        connection = self._trying.connection
        if connection is None or connection.activity.running:
            return
        if self.editor.take_command():
            left_out = f"{self.told.text()} " if self.told.isVisibleTo(self) else ""
            self.told.setText(breakable(f"{left_out}This is the cURL command. Look it over, then send it."))
            self.told.show()
            return
        try:
            request = checked(self.editor.request)
        except InvalidTry as error:
            wrong = self.editor.body.text if _body_is_wrong(self.editor.request) else self.editor.path
            if wrong is self.editor.body.text:
                self.editor.go_to(BODY)
            self._tell_problem(said(error), wrong)
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._tell_problem("", None)
        self.told.hide()
        self.send_requested.emit(request)

    def _tell_problem(self, text: str, wrong: QWidget | None) -> None:
        self.problem.setText(breakable(text))
        self.problem.setVisible(bool(text))
        self.editor.mark(wrong, one_line(text))

    @Slot()
    def _on_edited(self) -> None:
        if not self._showing:
            self._trying.edit(self.editor.request)
        self._tell_problem("", None)
        self._show_address()

    @Slot()
    def _on_changed(self) -> None:
        connection, state = self._trying.connection, self._trying.state
        now = connection.id if connection is not None else None
        if now != self._connection_id:
            self._connection_id = now
            self.told.hide()
            self._tell_problem("", None)
            self._showing = True
            self.editor.show_request(self._trying.draft or TryRequest())
            self._showing = False
        running = connection is not None and connection.activity.running
        focused = QApplication.focusWidget()
        ours = running and state.sending
        self.send.setEnabled(connection is not None and connection.form is not None and not running)
        self.send.setVisible(not ours)
        self.cancel.setVisible(ours)
        if focused is self.send and ours:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is self.cancel and not ours:
            self.send.setFocus(Qt.FocusReason.OtherFocusReason)
        self.history.show_busy(running)
        self.answer.show_state(state)

    @Slot()
    def _show_address(self) -> None:
        """The base URL, and the whole URL that would be asked."""
        state = self._trying.state
        self.editor.show_base(state.base, one_line(state.shown_base))
        request = self.editor.request
        relative = "://" not in request.url.partition("?")[0]
        if state.base_problem:
            said = f"base_uri could not be evaluated: {state.base_problem}"
        elif state.base_known and state.base is None and relative:
            said = _NO_BASE
        else:
            said = _elsewhere(request.url, state.base)
        self.warning.setText(breakable(said))
        self.warning.setVisible(bool(said))
        text = ""
        if (state.base_known or not relative) and (request.url or state.base is not None):
            text = self._whole(request, state.base)
        self.address.set_text(text)
        self.address.setAccessibleName(f"Whole URL: {text}" if text else "")
        self.address.setVisible(bool(text) and not (relative and said))

    def _whole(self, request: TryRequest, base: str | None) -> str:
        from authbench.connection.trying import whole_address

        try:
            return one_line(self._trying.redact_url(whole_address(request, base)))
        except AuthbenchError as error:
            return one_line(error.message)

    @Slot()
    def _show_history(self) -> None:
        entries = self._trying.history
        self.history.show_entries(entries, self._trying.redact_url)
        self.editor.show_count(len(entries))

    @Slot(object)
    def _on_pasted(self, pasted: PastedRequest) -> None:
        said = f"Not taken over: {one_line(', '.join(pasted.left_out))}." if pasted.left_out else ""
        self.told.setText(breakable(said))
        self.told.setVisible(bool(said))

    @Slot(object)
    def _on_chosen(self, tried: Tried) -> None:
        self._load(tried)
        self.editor.path.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_again(self, tried: Tried) -> None:
        if self._load(tried):
            self.send_now()

    def take_again(self, before: SentBefore) -> None:
        """Go on with a request of the log: send it where that changes nothing, else let the person do so."""
        self.editor.show_request(before.request)
        self._trying.edit(self.editor.request)
        self._tell_problem("", None)
        self._show_address()
        if before.harmless:
            self.send_now()
            return
        missing = one_line(", ".join(before.left_out))
        told = f"Not taken over: {missing}." if missing else "As it was sent before. It may change something."
        self.told.setText(breakable(f"{told} Look it over, then send it."))
        self.told.setVisible(True)
        self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self, tried: Tried) -> bool:
        """Put an entry into the editor; False where something is missing that was not kept."""
        full = self._trying.full_request(tried)
        self.editor.show_request(full or tried.request)
        missing = one_line(", ".join(tried.left_out)) if full is None else ""
        self.told.setText(breakable(f"Fill in again what was not kept: {missing}.") if missing else "")
        self.told.setVisible(bool(missing))
        return full is not None


def _elsewhere(url: str, base: str | None) -> str:
    """A word of warning where the credentials would go to a host that the definition does not name."""
    try:
        there, ours = urlsplit(url), urlsplit(base or "")
    except ValueError:
        return ""
    if not there.netloc or not ours.netloc or there.netloc.lower() == ours.netloc.lower():
        return ""
    host = one_line(there.netloc.rpartition("@")[2])
    return f"Another host than the base URL: the credentials of this connection go to {host}."


def _body_is_wrong(request: TryRequest) -> bool:
    """Whether it is the body that keeps a request from being sent."""
    if request.body_kind is not BodyKind.JSON:
        return False
    try:
        checked(replace(request, body_kind=BodyKind.NONE))
    except InvalidTry:
        return False
    return True
