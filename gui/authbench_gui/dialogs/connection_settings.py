"""Settings of a connection that no definition has: redirect, routes, switches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from authbench.connection import redirect_of
from authbench.errors import AuthbenchError
from authbench.http import Routes
from authbench.oauth import RedirectSettings
from authbench.vault import Profile
from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import CheckBox, button, label


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """What the dialog gives back."""

    redirect: RedirectSettings
    routes: tuple[str, ...]
    options: dict[str, Any]


class SettingsDialog(DialogFrame):
    """Edits the settings of one connection; refuses what would not work, with the reason.

    `check_requested(redirect, rewrite_callback)` - the redirect as entered is to be looked over.
    """

    check_requested = Signal(object, bool)

    def __init__(
        self, parent: QWidget, theme: Theme, profile: Profile, demo_routes: Sequence[str] = ()
    ) -> None:
        super().__init__(parent, "Connection settings", "Save", width=560)
        self._options = dict(profile.options)
        redirect = redirect_of(profile)
        self._redirect = redirect
        self.host = self._line(redirect.host, "settings.host", "Redirect host")
        self.port = self._line(str(redirect.port), "settings.port", "Redirect port")
        self.port.setMaximumWidth(90)
        self.path = self._line(redirect.path, "settings.path", "Redirect path")
        self.uri = label("", "caption", selectable=True)
        self.check = button("Check redirect…", "small")
        self._lay_out_redirect(theme)
        self.routes = QPlainTextEdit("\n".join(profile.routes))
        self.routes.setObjectName("settings.routes")
        self.routes.setProperty("kind", "field")
        self.routes.setFont(theme.monospaced())
        self.routes.setTabChangesFocus(True)
        self.routes.setFixedHeight(84)
        self.routes.setPlaceholderText("https://api.example.com=http://127.0.0.1:8080")
        hint = (
            "One per line: requests for the first origin go to the second. Plain http only to this machine."
        )
        if demo_routes:
            hint += f" The sample's own routes to the demo provider ({len(demo_routes)}) apply besides."
        self.add_field("Routes", self.routes, hint)
        self.rewrite = CheckBox(theme, "Replace the platform's fixed callback by the redirect above")
        self.rewrite.setChecked(bool(profile.options.get("rewrite_callback", True)))
        self.pkce = CheckBox(theme, "Add PKCE (S256) even where the definition does not ask for it")
        self.pkce.setChecked(bool(profile.options.get("pkce_always", False)))
        self.issuer = CheckBox(theme, "Refuse a redirect that comes from another issuer (iss)")
        self.issuer.setChecked(bool(profile.options.get("check_issuer", True)))
        self.body.addWidget(self.rewrite)
        self.body.addWidget(self.pkce)
        self.body.addWidget(self.issuer)
        self._show_uri()

    def _lay_out_redirect(self, theme: Theme) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget, caption, stretch in (
            (self.host, "Host", 3),
            (self.port, "Port", 1),
            (self.path, "Path", 4),
        ):
            column = QVBoxLayout()
            column.setSpacing(2)
            head = label(caption, "caption")
            head.setBuddy(widget)
            column.addWidget(head)
            column.addWidget(widget)
            row.addLayout(column, stretch)
            widget.setFont(theme.monospaced(13))
            widget.textChanged.connect(self._show_uri)
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(label("Redirect", "strong"))
        block.addLayout(row)
        block.addWidget(self.uri)
        block.addWidget(
            label("Register this URL with the provider. Port 0 takes a free one.", "caption", wrap=True)
        )
        self.check.setObjectName("settings.check_redirect")
        self.check.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.check.clicked.connect(self._on_check)
        block.addWidget(self.check)
        self.body.addLayout(block)

    def wanted(self) -> ConnectionSettings:
        """The settings as entered. Raises `AuthbenchError` for what cannot work."""
        routes = tuple(line.strip() for line in self.routes.toPlainText().splitlines() if line.strip())
        Routes.parse(list(routes))
        redirect = RedirectSettings.parse(self._uri(), bind=self._redirect.bind)
        options = {
            **self._options,
            "rewrite_callback": self.rewrite.isChecked(),
            "pkce_always": self.pkce.isChecked(),
            "check_issuer": self.issuer.isChecked(),
        }
        return ConnectionSettings(redirect, routes, options)

    def _uri(self) -> str:
        host, path = self.host.text().strip(), self.path.text().strip()
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        return f"{self._redirect.scheme}://{host}:{self.port.text().strip()}/{path.lstrip('/')}"

    @Slot()
    def _on_check(self) -> None:
        try:
            redirect = RedirectSettings.parse(self._uri(), bind=self._redirect.bind)
        except AuthbenchError as error:
            self.tell_problem(error.message)
            return
        self.check_requested.emit(redirect, self.rewrite.isChecked())

    @Slot()
    def _show_uri(self) -> None:
        try:
            self.uri.setText(RedirectSettings.parse(self._uri()).uri)
            self.tell_problem("")
        except AuthbenchError as error:
            self.uri.setText("–")
            self.tell_problem(error.message)

    @staticmethod
    def _line(text: str, name: str, what: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setObjectName(name)
        line.setAccessibleName(what)
        return line
