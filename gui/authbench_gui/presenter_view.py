"""What the window shows to an audience: the head of the connection, the picture of its run, what happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from authbench_gui.activity.flow_switch import FLOW_VIEW
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.presenter import LEAST_ROOM, Presenting

if TYPE_CHECKING:
    from authbench_gui.services import Services

_EXPLANATION = 225
"""Pixels that the explanation has at least, where texts are as large as usual."""


class PresenterView(QObject):
    """Takes away all that is not for an audience, and brings it back as it was. `around` is what stands about
    the page. `changed` - the window's title may be another now."""

    changed = Signal()

    def __init__(
        self, presenting: Presenting, page: ConnectionPage, around: Sequence[QWidget], window: QWidget
    ) -> None:
        super().__init__(window)
        self._window = window
        self._least_before = window.minimumSize()
        self._presenting = presenting
        self._page = page
        self._around = tuple(around)
        self._services: Services | None = None
        self._flow_before = False
        self._explained_before = False
        self._explanation_before = 0
        presenting.starting.connect(self._remember)
        presenting.changed.connect(self._show)
        presenting.scaled.connect(self._show_size)
        page.activity.head.tabs.chosen.connect(self._on_tab)
        page.pause.changed.connect(self._show_left)
        window.installEventFilter(self)
        presenting.fit(window.width(), window.height())

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services
        self._tell_demo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._presenting.fit(self._window.width(), self._window.height())
        return False

    @Slot()
    def _remember(self) -> None:
        flow = self._page.activity.flow
        self._flow_before, self._explained_before = flow.shown, flow.view.explaining
        self._explanation_before = flow.view.explain.minimumWidth()

    @Slot()
    def _show(self) -> None:
        on, activity = self._presenting.on, self._page.activity
        self._window.setMinimumSize(QSize(*LEAST_ROOM) if on else self._least_before)
        for widget in self._around:
            widget.setVisible(not on)
        activity.head.tabs.setVisible(not on)
        view = activity.flow.view
        self._show_size()
        view.show_explanation(on or self._explained_before)
        if on:
            activity.flow.show_flow()
        elif not self._flow_before:
            activity.flow.show_log()
        self._show_left()
        self._tell_demo()
        self.changed.emit()

    @Slot()
    def _show_size(self) -> None:
        presented = round(_EXPLANATION * self._presenting.scale)
        least = presented if self._presenting.on else self._explanation_before
        view = self._page.activity.flow.view
        view.explain.setMinimumWidth(least)
        view.fit_explanation()

    @Slot()
    def _show_left(self) -> None:
        """Fields are for nobody else; what waits to be edited is what it is about."""
        paused = self._page.pause.draft_editor is not None
        self._page.left_room.setVisible(paused or not self._presenting.on)

    @Slot()
    def _on_tab(self) -> None:
        tabs = self._page.activity.head.tabs
        if self._presenting.on and tabs.current != FLOW_VIEW:
            tabs.choose(FLOW_VIEW)

    def _tell_demo(self) -> None:
        """The demo provider's pages are for the audience, too."""
        demo = self._services.demo if self._services is not None else None
        if demo is not None:
            demo.presenting = self._presenting.on
