"""Where a person makes up a request: method, path, parameters, headers, body."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QClipboard, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from authbench.connection.try_pasted import PastedRequest, read_pasted
from authbench.connection.try_request import METHODS, BodyKind, TryRequest
from authbench.journal.secret_names import is_secret_header, is_secret_name
from authbench_gui.connection_page.form.choice_editor import ChoiceBox
from authbench_gui.connection_page.try_request.pairs import PairsEditor
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import TEXT_PX, Theme
from authbench_gui.theme.widgets import ElidedLabel, label, restyle

_KINDS = {
    BodyKind.NONE: "No body",
    BodyKind.JSON: "JSON",
    BodyKind.FORM: "Form",
    BodyKind.MULTIPART: "Multipart form",
    BodyKind.XML: "XML",
    BodyKind.TEXT: "Text, exactly as typed",
}
_ABOUT_PATH = "A path against the base URL, or a whole URL. A pasted URL or cURL command is taken apart."
PARAMS, HEADERS, BODY, HISTORY = range(4)
_NAMES = ("Params", "Headers", "Body", "History")


class PathLine(QLineEdit):
    """The path, or a whole URL. A pasted URL or cURL command is handed over whole: `pasted(text)`."""

    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        """Only what was put in at once is taken apart; typing a URL letter by letter is not."""
        if "://" not in text and not text.lstrip().lower().startswith(("curl", "$")):
            return
        clipboard = QGuiApplication.clipboard()
        sources = [clipboard.text()]
        if clipboard.supportsSelection():
            sources.append(clipboard.text(QClipboard.Mode.Selection))
        if any(source.split() == text.split() for source in sources):
            self.pasted.emit(next(source for source in sources if source.split() == text.split()))


class BodyEditor(QWidget):
    """What kind of body, and its text or its fields."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.kind = ChoiceBox(theme)
        self.kind.setObjectName("try.body_kind")
        self.kind.setAccessibleName("Kind of body")
        for kind, name in _KINDS.items():
            self.kind.addItem(name, kind.value)
        caption = label("Send as", "caption")
        caption.setBuddy(self.kind)
        self.text = QPlainTextEdit()
        self.text.setObjectName("try.body")
        self.text.setProperty("kind", "field")
        self.text.setAccessibleName("Body")
        self.text.setFont(theme.monospaced())
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(60)
        self.fields = PairsEditor(theme, "field", is_secret_name)
        self.fields.setAccessibleName("Fields of the body")
        self._nothing = label("The request is sent without a body.", "caption", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        for page in (self._nothing, self.text, self.fields):
            self._stack.addWidget(page)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self.kind, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.text.textChanged.connect(self.edited)
        self.fields.edited.connect(self.edited)

    @property
    def chosen(self) -> BodyKind:
        """The kind of body."""
        return BodyKind(self.kind.currentData())

    def show_body(self, request: TryRequest) -> None:
        """Show the body of a request."""
        self.kind.setCurrentIndex(list(_KINDS).index(request.body_kind))
        if self.text.toPlainText() != request.body:
            self.text.setPlainText(request.body)
        if self.fields.pairs != request.fields:
            self.fields.show_pairs(request.fields)

    @Slot()
    def _on_kind(self) -> None:
        kind = self.chosen
        page = self.fields if kind.has_fields else self._nothing if kind is BodyKind.NONE else self.text
        self._stack.setCurrentWidget(page)
        self.edited.emit()


class RequestEditor(QWidget):
    """All of a request. `edited` - something was typed; `pasted(PastedRequest)` - a paste was taken apart."""

    edited = Signal()
    pasted = Signal(object)

    def __init__(
        self, theme: Theme, send: QWidget, cancel: QWidget, under: QWidget, history: QWidget
    ) -> None:
        super().__init__()
        self._base: str | None = None
        self.base = ElidedLabel("", "caption")
        self.base.setFont(theme.monospaced())
        self._quiet = False
        self.method = ChoiceBox(theme)
        self.method.setObjectName("try.method")
        self.method.setAccessibleName("Method")
        self.method.addItems(list(METHODS))
        self.method.setMinimumContentsLength(1)
        # The path needs the room.
        self.method.setFixedWidth(QFontMetrics(theme.interface(TEXT_PX)).horizontalAdvance("OPTIONS") + 40)
        self.path = PathLine()
        self.path.setObjectName("try.path")
        self.path.setFont(theme.monospaced())
        self.path.setMinimumWidth(70)
        self.path.setPlaceholderText("path, URL or cURL command")
        self.path.setAccessibleDescription(_ABOUT_PATH)
        self.caption = label("Path", "strong")
        self.caption.setBuddy(self.path)
        self.path.setAccessibleName("Path or URL")
        self.params = PairsEditor(theme, "parameter", is_secret_name)
        self.params.setAccessibleName("Parameters")
        self.headers = PairsEditor(theme, "header", is_secret_header)
        self.headers.setAccessibleName("Headers")
        self.body = BodyEditor(theme)
        self.parts = TabStrip(_NAMES, "Parts of the request")
        self.parts.setObjectName("try.parts")
        self._stack = QStackedWidget()
        for page in (self.params, self.headers, self.body, history):
            self._stack.addWidget(page)
        self._lay_out(send, cancel, under)
        self.parts.chosen.connect(self._stack.setCurrentIndex)
        self.method.currentTextChanged.connect(self._tell)
        self.path.textChanged.connect(self._tell)
        self.path.pasted.connect(self._on_pasted)
        for part in (self.params, self.headers, self.body):
            part.edited.connect(self._tell)

    def _lay_out(self, send: QWidget, cancel: QWidget, under: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(5)
        line.addWidget(self.method)
        line.addWidget(self.path, 1)
        line.addWidget(send)
        line.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.setSpacing(5)
        inset = QVBoxLayout()
        inset.setContentsMargins(6, 0, 6, 0)
        inset.setSpacing(5)
        front = QHBoxLayout()
        front.setSpacing(8)
        front.addWidget(self.caption)
        front.addWidget(self.base, 1)
        inset.addLayout(front)
        inset.addLayout(line)
        inset.addWidget(under)
        layout.addLayout(inset)
        layout.addSpacing(2)
        layout.addWidget(self.parts)
        room = QHBoxLayout()
        room.setContentsMargins(6, 0, 6, 0)
        room.addWidget(self._stack)
        layout.addLayout(room, 1)

    def show_base(self, base: str | None, shown: str) -> None:
        """What a path is joined with and a pasted URL compared with; `shown` is what may be seen of it."""
        self._base = base
        self.caption.setText("Path" if shown else "URL")
        self.base.set_text(f"after {shown}" if shown else "")
        self.base.setAccessibleName(f"Base URL: {shown}" if shown else "")

    @property
    def request(self) -> TryRequest:
        """What is typed."""
        kind = self.body.chosen
        return TryRequest(
            method=self.method.currentText(),
            url=self.path.text().strip(),
            params=self.params.pairs,
            headers=self.headers.pairs,
            body_kind=kind,
            body=self.body.text.toPlainText(),
            fields=self.body.fields.pairs,
        )

    def show_request(self, request: TryRequest) -> None:
        """Show a request to go on with."""
        self._quiet = True
        if self.method.findText(request.method) < 0:
            self.method.addItem(request.method)
        self.method.setCurrentText(request.method)
        self.path.setText(request.url)
        self.path.setCursorPosition(0)
        self.params.show_pairs(request.params)
        self.headers.show_pairs(request.headers)
        self.body.show_body(request)
        self._quiet = False
        self._count()
        self.edited.emit()

    def take_command(self) -> bool:
        """Take apart a cURL command that was typed, not pasted; False where there is none."""
        text = self.path.text()
        words = text.lstrip("$ ").split(maxsplit=1)
        if len(words) < 2 or words[0].lower() != "curl" or read_pasted(text, self._base) is None:
            return False
        self._on_pasted(text)
        return True

    def show_count(self, entries: int) -> None:
        """How many requests the history holds."""
        self.parts.rename(HISTORY, f"History {entries}" if entries else "History")

    def mark(self, wrong: QWidget | None, problem: str) -> None:
        """Mark what cannot be sent, also for those who hear it."""
        for widget, usual in ((self.path, _ABOUT_PATH), (self.body.text, "")):
            restyle(widget, "problem", widget is wrong)
            widget.setAccessibleDescription(problem if widget is wrong else usual)

    def go_to(self, part: int) -> None:
        """Show a part of the request."""
        self.parts.choose(part)
        self._stack.setCurrentIndex(part)

    def _count(self) -> None:
        for part, pairs in ((PARAMS, self.params.pairs), (HEADERS, self.headers.pairs)):
            self.parts.rename(part, f"{_NAMES[part]} {len(pairs)}" if pairs else _NAMES[part])
        has_body = self.body.chosen is not BodyKind.NONE
        self.parts.rename(BODY, "Body •" if has_body else "Body")

    @Slot()
    def _tell(self) -> None:
        if not self._quiet:
            self._count()
            self.edited.emit()

    @Slot(str)
    def _on_pasted(self, text: str) -> None:
        pasted: PastedRequest | None = read_pasted(text, self._base)
        if pasted is None:
            return
        request = pasted.request
        if "curl" not in text.lstrip("$ ")[:4].lower():
            # A URL says nothing of method, headers and body: those stay.
            now = self.request
            request = TryRequest(
                now.method, request.url, request.params, now.headers, now.body_kind, now.body, now.fields
            )
        self.show_request(request)
        self.pasted.emit(pasted)
