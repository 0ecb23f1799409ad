"""The demo provider's switches, for whoever shows how things go wrong."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout

from authbench.demo import Faults
from authbench_gui.connection_page.form.choice_editor import ChoiceBox
from authbench_gui.connection_page.lab.fault_row import number
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import CheckBox, button, label, restyle
from authbench_gui.workspace.lab import Lab

_ALL_THE_TIME = (
    ("deny_consent", "Deny consent at once"),
    ("wrong_state", "Redirect with a wrong state"),
    ("wrong_issuer", "Redirect with a wrong issuer"),
    ("refuse_refresh", "Refuse every refresh"),
)
_ANSWERS = (
    ("error_in_200", "Status 200 with an error inside"),
    ("malformed_json", "Malformed JSON"),
    ("wrong_content_type", "Wrong content type"),
)
_STATUSES = (("as it is", None), *((str(status), status) for status in (400, 401, 403, 429, 500, 503)))
_WHERE = (("the API", "api"), ("the token endpoint", "token"), ("both", "all"))
_ROTATION = (("as the client has it", None), ("with every refresh", True), ("never", False))
_DAYS_100 = 8_640_000.0


class SwitchPanel(QFrame):
    """Shows where the switches are and throws them at once."""

    def __init__(self, theme: Theme, lab: Lab) -> None:
        super().__init__()
        self._theme, self._lab = theme, lab
        self._showing = False
        self.setProperty("card", "plain")
        self.setAccessibleName("Switches of the demo provider")
        self.checks: dict[str, CheckBox] = {}
        self.choices: dict[str, tuple[ChoiceBox, tuple[tuple[str, Any], ...]]] = {}
        self.numbers: dict[str, QLineEdit] = {}
        self.off = button("All off", "small", "Switch all off")
        self.off.setObjectName("lab.all_off")
        self.off.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.off.clicked.connect(lab.all_off)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(label("Switches of the demo provider", "strong", wrap=True))
        column.addWidget(
            label("They hold for all connections to it until you switch them off.", "caption", wrap=True)
        )
        for name, text in _ALL_THE_TIME:
            column.addWidget(self._check(name, text))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._choice("rotate_refresh_tokens", "New refresh token", _ROTATION)
        self._number("token_lifetime", "Tokens live, in seconds", "as usual")
        self._number("clock_skew", "Clock ahead, in seconds", "0")
        column.addLayout(self._grid)
        column.addWidget(label("Spoil answers", "strong", wrap=True))
        for name, text in _ANSWERS:
            column.addWidget(self._check(name, text))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._choice("status", "Status", _STATUSES)
        self._number("body", "Body", "a JSON error")
        self._number("slow_seconds", "Slow, in seconds", "0")
        self._choice("where", "Of", _WHERE)
        self._number("times", "How many times", "until switched off")
        column.addLayout(self._grid)
        column.addWidget(self.off)
        lab.switches_changed.connect(self.show_switches)
        lab.changed.connect(self._show_enabled)
        self.show_switches()
        self._show_enabled()

    @Slot()
    def show_switches(self) -> None:
        """Show where they are. What a person is typing stays."""
        faults = self._lab.switches()
        if faults is None:
            return
        self._showing = True
        for name, check in self.checks.items():
            check.setChecked(bool(getattr(faults, name)))
        for name, (box, options) in self.choices.items():
            values = [value for _, value in options]
            held = getattr(faults, name)
            box.setCurrentIndex(values.index(held) if held in values else 0)
        for name, line in self.numbers.items():
            if not line.hasFocus():
                line.setText(_text(name, faults))
                restyle(line, "problem", False)
        self._showing = False
        self._show_enabled()

    @Slot()
    def _show_enabled(self) -> None:
        faults = self._lab.switches()
        free = not self._lab.experimenting
        for widget in (
            *self.checks.values(),
            *(box for box, _ in self.choices.values()),
            *self.numbers.values(),
        ):
            widget.setEnabled(free)
        self.off.setEnabled(free and faults is not None and faults != Faults())

    def _check(self, name: str, text: str) -> CheckBox:
        check = CheckBox(self._theme, text)
        check.setObjectName(f"lab.switch.{name}")
        check.setAccessibleName(text)
        check.toggled.connect(lambda on: self._throw(name, on))
        self.checks[name] = check
        return check

    def _choice(self, name: str, text: str, options: tuple[tuple[str, Any], ...]) -> None:
        box = ChoiceBox(self._theme)
        box.setObjectName(f"lab.switch.{name}")
        box.setAccessibleName(text)
        box.addItems([said for said, _ in options])
        box.currentIndexChanged.connect(lambda index: self._throw(name, options[index][1]))
        self.choices[name] = (box, options)
        self._add(text, box)

    def _number(self, name: str, text: str, empty: str) -> None:
        line = QLineEdit()
        line.setObjectName(f"lab.switch.{name}")
        line.setAccessibleName(text)
        line.setPlaceholderText(empty)
        line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        line.editingFinished.connect(lambda: self._take(name))
        self.numbers[name] = line
        self._add(text, line)

    def _add(self, text: str, widget: QLineEdit | ChoiceBox) -> None:
        row = self._grid.rowCount()
        said = label(text, "caption", wrap=True)
        said.setBuddy(widget)
        self._grid.addWidget(said, row, 0)
        self._grid.addWidget(widget, row, 1)

    def _throw(self, name: str, value: Any) -> None:
        if not self._showing:
            self._lab.throw(**{name: value})

    def _take(self, name: str) -> None:
        line = self.numbers[name]
        faults = self._lab.switches()
        if faults is None or line.text() == _text(name, faults):
            restyle(line, "problem", False)
            return
        known, value = _meant(name, line.text())
        restyle(line, "problem", not known)
        if known:
            self._throw(name, value)


def _text(name: str, faults: Faults) -> str:
    value = getattr(faults, name)
    if value is None or (value == 0 and name in ("slow_seconds", "clock_skew")):
        return ""
    return value if isinstance(value, str) else f"{value:.10g}"


def _meant(name: str, text: str) -> tuple[bool, Any]:
    """What a person typed as the switch takes it, and whether it takes it at all."""
    if not text.strip():
        return True, getattr(Faults(), name)
    if name == "body":
        return True, text
    bounds = {
        "token_lifetime": (1, _DAYS_100),
        "clock_skew": (-_DAYS_100, _DAYS_100),
        "slow_seconds": (0, 60),
        "times": (1, 10_000),
    }
    value = number(text, *bounds[name])
    if value is None or (name == "times" and not value.is_integer()):
        return False, None
    return True, int(value) if name == "times" else value
