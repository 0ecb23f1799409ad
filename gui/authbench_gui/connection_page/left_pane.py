"""The left of a connection's page: tabs, and the view of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.form.panel import FormPanel
from authbench_gui.connection_page.trust_banner import EditingSign
from authbench_gui.definition_view.problems import ProblemsPanel
from authbench_gui.definition_view.remarks import remarks_of
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.tokens import TokenReading
from authbench_gui.workspace.trying import Trying

if TYPE_CHECKING:
    from authbench_gui.connection_page.lab.panel import LabPanel
    from authbench_gui.connection_page.token.panel import TokenPanel
    from authbench_gui.connection_page.try_request.panel import TryPanel
    from authbench_gui.definition_view.view import DefinitionView
    from authbench_gui.workspace.asking import ProviderAsking
    from authbench_gui.workspace.definitions import Definition
    from authbench_gui.workspace.lab import Lab

FIELDS_TAB, DEFINITION_TAB, TOKEN_TAB, TRY_TAB, LAB_TAB = 0, 1, 2, 3, 4
LEFT_MIN = 312


class LeftPane(QFrame):
    """Fields or what is wrong with the definition, its text, the tokens, and a request to try.

    All but the first two are made when somebody first goes there: the window opens sooner without them.
    `connect_requested`, `token_requested`, `send_requested(request)` and `cancel_requested` are what a
    person asks for there, `exchange_requested(id)` asks for the log, `place_requested(Location)` for a line,
    `file_wanted(number)` for the text of one of the definition's files, `language_chosen` for a sample in
    its other language. `provider_asked(what, path)` is a question about a token. `answer_made(pane)`: there
    is a `MessagePane` for answers now.
    """

    connect_requested = Signal()
    token_requested = Signal()
    send_requested = Signal(object)
    cancel_requested = Signal()
    exchange_requested = Signal(int)
    place_requested = Signal(object)
    file_wanted = Signal(int)
    language_chosen = Signal()
    provider_asked = Signal(object, object)
    answer_made = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        clipboard: SecretClipboard,
        tokens: TokenReading,
        trying: Trying,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self._theme, self._clipboard, self._reading, self._trying = theme, clipboard, tokens, trying
        self._keeping: Keeping | None = None
        self._definition: Definition | None = None
        self._broken = False
        self._text: DefinitionView | None = None
        self._token_panel: TokenPanel | None = None
        self._try_panel: TryPanel | None = None
        self._lab_panel: LabPanel | None = None
        self._lab: Lab | None = None
        self._asking: ProviderAsking | None = None
        self.tabs = TabStrip(("Fields", "Definition", "Token", "Try a request", "Lab"), "Left pane")
        self.tabs.setObjectName("page.tabs")
        self.editing = EditingSign(theme)
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        tab_row = QVBoxLayout()
        tab_row.setContentsMargins(12, 0, 12, 0)
        layout.addLayout(tab_row)
        tab_row.addWidget(self.tabs)
        tab_row.addWidget(self.editing)
        layout.addWidget(self._stack, 1)
        self.form = FormPanel(theme, clipboard)
        self.form.remarks.clicked.connect(self._open_definition)
        self.problems = ProblemsPanel(theme)
        self._stack.addWidget(self.form)
        self._stack.addWidget(self.problems)
        # No narrower than the words of its tabs, and of those of an answer below a tried request.
        self.setMinimumWidth(max(LEFT_MIN, self.tabs.minimumSizeHint().width() + 24))
        self.tabs.chosen.connect(self._show_chosen)

    @property
    def definition(self) -> DefinitionView:
        """The text of the definition."""
        if self._text is None:
            from authbench_gui.definition_view.view import DefinitionView

            view = self._text = DefinitionView(self._theme)
            self._add_late(view)
            view.file_wanted.connect(self.file_wanted)
            view.language_chosen.connect(self.language_chosen)
            view.remarks.place_requested.connect(self.place_requested)
            view.show_definition(self._definition)
        return self._text

    @property
    def tokens(self) -> TokenPanel:
        """The tokens."""
        if self._token_panel is None:
            from authbench_gui.connection_page.token.panel import TokenPanel

            panel = self._token_panel = TokenPanel(self._theme, self._clipboard, self._reading)
            if self._keeping is not None:
                panel.set_keeping(self._keeping)
            self._add_late(panel)
            panel.connect_requested.connect(self.connect_requested)
            panel.token_requested.connect(self.token_requested)
            panel.lab_requested.connect(self.open_lab)
            panel.provider_asked.connect(self.provider_asked)
            panel.exchange_requested.connect(self.exchange_requested)
            if self._asking is not None:
                panel.set_asking(self._asking)
        return self._token_panel

    @property
    def try_request(self) -> TryPanel:
        """The request to try."""
        if self._try_panel is None:
            from authbench_gui.connection_page.try_request.panel import TryPanel

            panel = self._try_panel = TryPanel(self._theme, self._clipboard, self._trying)
            self._add_late(panel)
            panel.send_requested.connect(self.send_requested)
            panel.cancel_requested.connect(self.cancel_requested)
            panel.exchange_requested.connect(self.exchange_requested)
            self.answer_made.emit(panel.answer.message)
        return self._try_panel

    @property
    def lab(self) -> LabPanel | None:
        """The experiments; None before there is anything to experiment with."""
        if self._lab_panel is None and self._lab is not None:
            from authbench_gui.connection_page.lab.panel import LabPanel

            panel = self._lab_panel = LabPanel(self._theme, self._lab)
            self._add_late(panel)
            panel.exchange_requested.connect(self.exchange_requested)
            panel.place_requested.connect(self.place_requested)
        return self._lab_panel

    def set_lab(self, lab: Lab) -> None:
        """What experiments are made with."""
        self._lab = lab

    def set_asking(self, asking: ProviderAsking) -> None:
        """What is known of providers."""
        self._asking = asking
        if self._token_panel is not None:
            self._token_panel.set_asking(asking)

    @Slot()
    def open_lab(self) -> None:
        """Show the experiments."""
        self.tabs.choose(LAB_TAB)

    @Slot()
    def _open_definition(self) -> None:
        self.tabs.choose(DEFINITION_TAB)

    def set_keeping(self, keeping: Keeping) -> None:
        """Where secrets are kept."""
        self._keeping = keeping
        self.form.set_keeping(keeping)
        if self._token_panel is not None:
            self._token_panel.set_keeping(keeping)

    def show_definition(self, definition: Definition | None) -> None:
        """Another definition, or what became of it. Where it cannot be used, its problems show in place of
        fields and requests."""
        self._definition = definition
        self._broken = definition is not None and definition.connector is None
        self.form.tell_remarks(len(remarks_of(definition.problems)) if definition is not None else 0)
        if self._text is not None:
            self._text.show_definition(definition)
        self._show_chosen()

    def send_from_keyboard(self) -> bool:
        """Send the request that is being made up, where the keyboard is in there; else False."""
        if self._try_panel is None or not self._try_panel.has_focus:
            return False
        self._try_panel.send_now()
        return True

    @Slot()
    def _show_chosen(self) -> None:
        tab = self.tabs.current
        view: QWidget = self.problems if self._broken else self.form
        if tab == DEFINITION_TAB:
            view = self.definition
        elif tab == TOKEN_TAB:
            view = self.tokens
        elif tab == TRY_TAB and not self._broken:
            view = self.try_request
        elif tab == LAB_TAB and not self._broken:
            view = self.lab or view
        self._stack.setCurrentWidget(view)

    def _add_late(self, panel: QWidget) -> None:
        """Add a view. The Tab key goes there from the tabs: Qt would put it behind all of the window."""
        inside = [panel]
        while (following := inside[-1].nextInFocusChain()) is not None and following is not panel:
            inside.append(following)
        self._stack.addWidget(panel)
        above = (*self.tabs.findChildren(QWidget), *self.editing.findChildren(QWidget))
        *_, before = filter(_takes_tab, above)
        for widget in filter(_takes_tab, inside):
            QWidget.setTabOrder(before, widget)
            before = widget


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
