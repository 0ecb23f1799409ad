"""What came of a try: its status in one line, and the message below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from authbench_gui.activity.detail import MessagePane
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.tasks import Tasks
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.theme.widgets import ElidedLabel, Pill, button, label
from authbench_gui.wording import breakable, one_line
from authbench_gui.workspace.trying import ShownAnswer, TryState

_BODY_TAB = 1
_LOOKS: dict[str, tuple[Role, Role]] = {
    "ok": ("ok", "ok_soft"),
    "redirect": ("accent_text", "accent_soft"),
    "expected": ("warn", "warn_soft"),
    "error": ("bad", "bad_soft"),
}
_NOTHING = (
    "Send a request with this connection's own authorization. Expired credentials are renewed as the"
    " definition says."
)


class AnswerView(QWidget):
    """Shows the last answer, or why there is none.

    `exchange_requested(id)` asks for the exchange in the log, `whole_requested` for all of a long body.
    """

    exchange_requested = Signal(int)
    whole_requested = Signal()

    def __init__(self, theme: Theme, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._shown: ShownAnswer | None = None
        self.setAccessibleName("Answer")
        self.pill = Pill(theme)
        self.facts = ElidedLabel("", "caption")
        self.jump = button("Show in log", "link")
        self.jump.clicked.connect(self._on_jump)
        self.note = label("", "warning", wrap=True)
        self.problem = label("", "problem", wrap=True, selectable=True)
        self.state = label(_NOTHING, "muted", wrap=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.whole = button("Show all of it", "link", "Show all of the body")
        self.whole.clicked.connect(self.whole_requested)
        self.message = MessagePane(theme, "Answer", clipboard, Tasks(self))
        self.message.tabs.choose(_BODY_TAB)
        head = QHBoxLayout()
        head.setContentsMargins(18, 8, 18, 0)
        head.setSpacing(8)
        head.addWidget(self.pill)
        head.addWidget(self.facts, 1)
        head.addWidget(self.jump)
        words = QVBoxLayout()
        words.setContentsMargins(18, 4, 18, 0)
        words.setSpacing(3)
        for widget in (self.state, self.problem, self.note):
            words.addWidget(widget)
        words.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignLeft)
        self._filler = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._filler)
        self._stack.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(words)
        room = QHBoxLayout()
        room.setContentsMargins(7, 0, 7, 0)
        room.addWidget(self._stack)
        layout.addLayout(room, 1)
        self.show_state(TryState())

    def show_state(self, state: TryState) -> None:
        """Show where things stand."""
        shown = state.shown
        row = shown.view.row if shown is not None else None
        for widget in (self.pill, self.facts, self.jump):
            widget.setVisible(row is not None)
        if row is not None and shown is not None:
            reason = one_line(shown.view.reason)
            role, ground = _LOOKS.get(row.status_class, ("muted", "hover"))
            self.pill.show_status(f"{row.status} {reason}".strip(), role, ground)
            self.facts.set_text(f"{row.time} · {row.size}")
        self.note.setText(breakable(shown.note) if shown is not None else "")
        self.note.setVisible(bool(self.note.text()))
        self.problem.setText(breakable(state.problem))
        self.problem.setVisible(bool(state.problem))
        said = _standing(state)
        self.state.setText(said)
        self.state.setVisible(bool(said))
        cut = shown is not None and shown.view.response_body.truncated and not shown.whole
        self.whole.setVisible(cut and shown is not None and not shown.view.cut_on_wire)
        if shown is not self._shown:
            self._shown = shown
            self.message.show_message(shown.texts if shown is not None else None, "")
        self._stack.setCurrentWidget(self.message if shown is not None else self._filler)

    @Slot()
    def _on_jump(self) -> None:
        if self._shown is not None:
            self.exchange_requested.emit(self._shown.view.row.id)


def _standing(state: TryState) -> str:
    if state.sending:
        return "Sending…"
    if state.cancelled:
        return "Cancelled."
    if state.answer is not None or state.problem:
        return ""
    return _NOTHING
