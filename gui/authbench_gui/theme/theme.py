"""The theme of the window: light and dark colours by role, following the system while it runs."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from authbench_gui.presenter import Presenting
from authbench_gui.theme.assistive import tell_roles

TEXT_PX = 13
CAPTION_PX = 12
SIDEBAR_WIDTH = 246
FORM_WIDTH = 360

Role = Literal[
    "background",
    "panel",
    "line",
    "control_line",
    "hover",
    "text",
    "muted",
    "faint",
    "accent",
    "accent_hover",
    "on_accent",
    "accent_text",
    "accent_soft",
    "ok",
    "ok_soft",
    "warn",
    "warn_soft",
    "bad",
    "bad_soft",
    "code",
    "code_line",
    "code_key",
    "code_string",
    "code_number",
    "code_symbol",
    "bar",
    "bar_soft",
]
ROLES: tuple[Role, ...] = get_args(Role)

_MONOSPACED = (
    "JetBrains Mono",
    "SF Mono",
    "Menlo",
    "Cascadia Mono",
    "Consolas",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)


class Scheme(StrEnum):
    """Which of the two sets of colours; `SYSTEM` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


SchemeName = Literal["light", "dark", "light_contrast", "dark_contrast"]
"""A set of colours; those of high contrast are for presenting."""

Tokens = dict[Role, str]
"""A colour such as `#2f6fed` for every role."""


def resource(*parts: str) -> Path:
    """The path of a data file that Authbench carries. The package is located, not imported: what it
    imports would hold up the first paint."""
    spec = find_spec("authbench_resources")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("authbench_resources")
    return Path(spec.origin).parent.joinpath(*parts)


@cache
def load_tokens(scheme: SchemeName) -> Tokens:
    """Read the colours of `scheme` from the resources; a missing role is a KeyError at once."""
    table = tomllib.loads(resource("theme", "tokens.toml").read_text("utf-8"))[scheme]
    return {role: table[role] for role in ROLES}


@cache
def load_alias_colors(scheme: SchemeName) -> tuple[tuple[str, str], ...]:
    """Text and ground of the chips of numbered secrets in `scheme`; they repeat after the last."""
    table = tomllib.loads(resource("theme", "tokens.toml").read_text("utf-8"))[scheme]
    return tuple((text, ground) for text, ground in table["alias"])


def style_sheet(tokens: Tokens, scale: float = 1.0) -> str:
    """The window's style sheet with every `@role` replaced by its colour, and texts with their room `scale`
    times as large."""
    template = resource("theme", "window.qss").read_text("utf-8")
    by_name = {str(role): color for role, color in tokens.items()}
    sheet = re.sub(r"@([a-z_]+)", lambda match: by_name[match[1]], template)
    return sheet if scale == 1.0 else _SIZES.sub(lambda match: _larger(match[0], scale), sheet)


_SIZES = re.compile(r"\b(?:font-size|min-height|padding): [^;]+;")
_PIXELS = re.compile(r"(\d+)px")
_A_LINE = 4
"""Pixels that are no more than a line with its edge: they stay."""


def _larger(rule: str, scale: float) -> str:
    return _PIXELS.sub(
        lambda match: f"{round(int(match[1]) * scale) if int(match[1]) > _A_LINE else match[1]}px", rule
    )


class Theme(QObject):
    """The colours and fonts in use, and whether they are for an audience. Emits `changed` after the system
    switched light and dark, when presenting began or ended, and when its texts got another size."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
        super().__init__(app)
        tell_roles()
        self._app = app
        self._scheme = scheme
        self.presenting = Presenting(self)
        self.tokens: Tokens = load_tokens("light")
        self._monospaced = self._choose_monospaced()
        style = QStyleFactory.create("Fusion")
        if style is not None:
            app.setStyle(style)
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.presenting.changed.connect(self._apply)
        self.presenting.scaled.connect(self._apply)

    @property
    def is_dark(self) -> bool:
        """True while the dark colours are shown."""
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def set_scheme(self, scheme: Scheme) -> None:
        """Show `scheme` from now on, whatever the system says; `SYSTEM` follows again."""
        self._scheme = scheme
        self._apply()

    @property
    def scheme(self) -> SchemeName:
        """The set of colours that is shown."""
        if self.presenting.on:
            return "dark_contrast" if self.is_dark else "light_contrast"
        return "dark" if self.is_dark else "light"

    @property
    def scale(self) -> float:
        """How much larger texts are than usual."""
        return self.presenting.scale

    def color(self, role: Role) -> QColor:
        """The colour of `role` now."""
        return QColor(self.tokens[role])

    def alias_color(self, number: int) -> tuple[QColor, QColor]:
        """Text and ground of the chip of a secret whose alias has `number`, now; neutral for 0."""
        if number <= 0:
            return self.color("muted"), self.color("code")
        colors = load_alias_colors(self.scheme)
        text, ground = colors[(number - 1) % len(colors)]
        return QColor(text), QColor(ground)

    def monospaced(self, pixels: int = 12) -> QFont:
        """The font for wire data and code."""
        font = QFont(self._monospaced)
        font.setPixelSize(self.pixels(pixels))
        return font

    def caption(self) -> QFont:
        """The font of secondary lines."""
        return self.interface(CAPTION_PX)

    def interface(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The system's interface font at a size and weight."""
        font = QFont(self._app.font())
        font.setPixelSize(self.pixels(pixels))
        font.setWeight(weight)
        return font

    def pixels(self, usual: int) -> int:
        """A size as it is now, for an audience or not."""
        return round(usual * self.scale)

    @Slot()
    def _on_system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._apply()

    @Slot()
    def _apply(self) -> None:
        self.tokens = load_tokens(self.scheme)
        font = QFont(self._app.font())
        font.setPixelSize(self.pixels(TEXT_PX))
        self._app.setFont(font)
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(style_sheet(self.tokens, self.scale))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles: dict[QPalette.ColorRole, Role] = {
            QPalette.ColorRole.Window: "panel",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "background",
            QPalette.ColorRole.AlternateBase: "panel",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "panel",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.PlaceholderText: "muted",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.Link: "accent_text",
            QPalette.ColorRole.LinkVisited: "accent_text",
            QPalette.ColorRole.ToolTipBase: "panel",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Mid: "line",
        }
        for palette_role, role in roles.items():
            palette.setColor(palette_role, self.color(role))
        for disabled in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
            QPalette.ColorRole.WindowText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, disabled, self.color("muted"))
        return palette

    @staticmethod
    def _choose_monospaced() -> QFont:
        installed = set(QFontDatabase.families())
        for family in _MONOSPACED:
            if family in installed:
                return QFont(family)
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
