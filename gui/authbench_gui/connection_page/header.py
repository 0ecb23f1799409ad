"""The head of a connection: what it is, how it is, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from authbench_gui.connection_page.pause.points import PauseButton
from authbench_gui.connection_page.pause.wording import paused_where
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.theme.widgets import ElidedLabel, KeyedButton, Pill, button
from authbench_gui.wording import clock, exact
from authbench_gui.workspace.connection import Connection, Status

_COMPACT_BELOW = 800
_COMPACT_BEFORE_AUDIENCE = 900
"""More, since all of the status is shown then."""
_MIN_NAME = 110
_TILE = 36


class Monogram(QWidget):
    """A tile with the first letter of the connection."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._letter = ""
        theme.changed.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        side = self._theme.pixels(_TILE)
        self.setFixedSize(QSize(side, side))
        self.update()

    def show_name(self, name: str) -> None:
        """Show the first letter or digit of `name`."""
        self._letter = next((char.upper() for char in name if char.isalnum()), "·")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(self._theme.color("accent_text"))
        painter.setFont(self._theme.interface(16, QFont.Weight.DemiBold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the pill says and in which colours."""

    text: str
    role: Role
    ground: Role


def status_line(connection: Connection, now: datetime) -> StatusLine:
    """The one status of a connection, in words."""
    activity, run = connection.activity, connection.activity.run
    if activity.running:
        if run is not None and run.paused_at is not None and not activity.starting:
            return StatusLine(paused_where(run.paused_at), "warn", "warn_soft")
        if run is not None and run.waiting_since is not None and not activity.starting:
            waited = clock((now - run.waiting_since).total_seconds())
            return StatusLine(f"Waiting for browser · {waited}", "accent_text", "accent_soft")
        return StatusLine("Connecting…", "accent_text", "accent_soft")
    expires = connection.expires_at
    left = (expires - now).total_seconds() if expires is not None else None
    match connection.status(now):
        case Status.CONNECTED:
            if left is not None and left < 86_400:
                return StatusLine(f"Connected · token expires in {clock(left)}", "ok", "ok_soft")
            return StatusLine("Connected", "ok", "ok_soft")
        case Status.EXPIRING:
            if left is not None and left > 0:
                return StatusLine(f"Connected · token expires in {clock(left)}", "warn", "warn_soft")
            return StatusLine("Connected · token expired", "warn", "warn_soft")
        case Status.FAILED:
            if connection.is_revoked:
                return StatusLine("Token revoked", "bad", "bad_soft")
            return StatusLine("Not connected", "bad", "bad_soft")
        case _:
            return StatusLine("Not connected", "muted", "hover")


class Header(QWidget):
    """Name, description, status and actions. Signals ask for what a person pressed;
    `pauses_chosen(PausePoints)`."""

    test_requested = Signal()
    connect_requested = Signal()
    cancel_requested = Signal()
    browser_requested = Signal()
    paste_requested = Signal()
    menu_about_to_show = Signal()
    go_on_requested = Signal()
    pauses_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._connection: Connection | None = None
        self.monogram = Monogram(theme)
        self.title = ElidedLabel("", "title")
        self.title.setObjectName("header.title")
        self.subtitle = ElidedLabel("", "muted")
        self.subtitle.setObjectName("header.subtitle")
        self.pill = Pill(theme)
        self.pill.setObjectName("header.status")
        self.test = KeyedButton("Test", "F5")
        self.test.setObjectName("header.test")
        self.connect_button = KeyedButton("Connect", "Ctrl ↵", "primary")
        self.connect_button.setObjectName("header.connect")
        self.browser = button("Open browser again")
        self.browser.setObjectName("header.browser")
        self.paste = button("Paste redirect URL…")
        self.paste.setObjectName("header.paste")
        self.cancel = KeyedButton("Cancel", "Esc", "danger")
        self.cancel.setObjectName("header.cancel")
        self.go_on = KeyedButton("Go on", "Ctrl ↵", "primary")
        self.go_on.setObjectName("header.go_on")
        self.abort = KeyedButton("Abort", "Esc", "danger")
        self.abort.setObjectName("header.abort")
        self.pauses = PauseButton(theme)
        self.pauses.setObjectName("header.pauses")
        self.more = button("", name="More actions")
        self.more.setObjectName("header.more")
        set_tip(self.more, "More actions")
        ThemedIcon(self.more, theme, "more", "text")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self.menu.aboutToShow.connect(self.menu_about_to_show)
        self.title.setMinimumWidth(_MIN_NAME)
        self._compact = False
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.monogram)
        layout.addLayout(names, 1)
        for widget in (
            self.pill,
            self.test,
            self.connect_button,
            self.browser,
            self.paste,
            self.go_on,
            self.abort,
            self.cancel,
            self.pauses,
            self.more,
        ):
            layout.addWidget(widget)
        # Hidden from the start: all of them at once would claim a width that the page never needs.
        for widget in (self.browser, self.paste, self.cancel, self.go_on, self.abort):
            widget.hide()

    def _connect(self) -> None:
        self.test.clicked.connect(self.test_requested)
        self.connect_button.clicked.connect(self.connect_requested)
        self.browser.clicked.connect(self.browser_requested)
        self.paste.clicked.connect(self.paste_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.go_on.clicked.connect(self.go_on_requested)
        self.abort.clicked.connect(self.cancel_requested)
        self.pauses.chosen.connect(self.pauses_chosen)
        self._clock.timeout.connect(self.show_status)
        self._theme.changed.connect(self._look_at_room)
        self._theme.presenting.changed.connect(self._make_room)
        self._theme.changed.connect(self.show_status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_at_room()

    @Slot()
    def _look_at_room(self) -> None:
        below = _COMPACT_BEFORE_AUDIENCE if self._theme.presenting.on else _COMPACT_BELOW
        compact = self.width() < self._theme.pixels(below)
        if compact != self._compact:
            self._compact = compact
            self._make_room()

    def _make_room(self) -> None:
        """In a narrow window the name matters more than the tile and long captions, and before an audience
        more than the keys."""
        waiting = not self.browser.isHidden()
        for keyed in (self.test, self.connect_button, self.cancel, self.go_on, self.abort):
            keyed.show_keys(not (self._compact and self._theme.presenting.on))
        self.monogram.setHidden(self._compact and waiting)
        self.browser.setText("Open again" if self._compact else "Open browser again")
        self.paste.setText("Paste URL…" if self._compact else "Paste redirect URL…")

    def show_connection(self, connection: Connection | None) -> None:
        """Show another connection."""
        self._connection = connection
        if connection is None:
            self._clock.stop()
            return
        self.refresh()

    def refresh(self) -> None:
        """The name, the state or the possible actions changed."""
        connection = self._connection
        if connection is None:
            return
        self.monogram.show_name(connection.name)
        self.title.set_text(connection.name)
        activity = connection.activity
        running = activity.running
        run = activity.run if running and not activity.starting else None
        paused = run is not None and run.paused_at is not None
        waiting = run is not None and run.waiting_since is not None and not paused
        usable = connection.form is not None
        self.test.setVisible(not running)
        self.connect_button.setVisible(not running)
        self.more.setVisible(not running)
        self.cancel.setVisible(running and not paused)
        self.go_on.setVisible(paused)
        self.abort.setVisible(paused)
        self.pauses.show_points(connection.pauses)
        self.browser.setVisible(waiting)
        self.paste.setVisible(waiting)
        self._make_room()
        self.test.setEnabled(usable)
        self.connect_button.setEnabled(usable)
        self.connect_button.set_caption("Reconnect" if connection.has_worked else "Connect")
        self.show_status()

    def show_subtitle(self, text: str) -> None:
        """The line under the name."""
        self.subtitle.set_text(text)

    @Slot()
    def show_status(self) -> None:
        """Say how it is now; ticks every second while a time is shown."""
        connection = self._connection
        if connection is None:
            return
        line = status_line(connection, datetime.now(UTC))
        self.pill.show_status(line.text, line.role, line.ground)
        self.pill.setMinimumWidth(self.pill.sizeHint().width() if self._theme.presenting.on else 0)
        expires = connection.expires_at
        last = connection.profile.last
        told = f"Token expires {exact(expires)}" if expires is not None else ""
        tested = f"Last run {exact(last.at)}" if last is not None else ""
        set_tip(self.pill, "\n".join(part for part in (told, tested) if part))
        ticking = connection.activity.running or expires is not None
        if ticking and not self._clock.isActive():
            self._clock.start()
        elif not ticking:
            self._clock.stop()
