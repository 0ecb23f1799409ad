"""Which editor a field gets, by its control. A control without an editor of its own gets a text
editor and a visible note, never an error and never silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from authbench.definition import Control
from authbench.form import FieldState
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.editors import (
    AreaEditor,
    ChoiceEditor,
    FieldEditor,
    JsonListEditor,
    LineEditor,
    YesNoEditor,
)
from authbench_gui.connection_page.form.secret_editor import SecretAreaEditor, SecretLineEditor
from authbench_gui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What editors are made with."""

    theme: Theme
    clipboard: SecretClipboard


Factory = Callable[[Surroundings, FieldState], FieldEditor]


def _line(around: Surroundings, row: FieldState) -> FieldEditor:
    return LineEditor(around.theme, row)


def _area(around: Surroundings, row: FieldState) -> FieldEditor:
    return AreaEditor(around.theme, row)


def _json(around: Surroundings, row: FieldState) -> FieldEditor:
    return JsonListEditor(around.theme, row)


def _secret(around: Surroundings, row: FieldState) -> FieldEditor:
    if row.field.multiline or row.field.control is Control.TEXT_AREA:
        return SecretAreaEditor(around.theme, row, around.clipboard)
    return SecretLineEditor(around.theme, row, around.clipboard)


def _choice(around: Surroundings, row: FieldState) -> FieldEditor:
    return ChoiceEditor(around.theme, row)


def _yes_no(around: Surroundings, row: FieldState) -> FieldEditor:
    return YesNoEditor(around.theme, row)


EDITORS: Mapping[Control, Factory] = {
    Control.TEXT: _line,
    Control.TEXT_AREA: _area,
    Control.PASSWORD: _secret,
    Control.INTEGER: _line,
    Control.NUMBER: _line,
    Control.URL: _line,
    Control.EMAIL: _line,
    Control.PHONE: _line,
    Control.SUBDOMAIN: _line,
    Control.SELECT: _choice,
    Control.CHECKBOX: _yes_no,
    Control.JSON: _area,
}

FALLBACKS: Mapping[Control, tuple[Factory, str]] = {
    Control.MULTISELECT: (_line, "Shown as text: the chosen values, joined with “{delimiter}”."),
    Control.DATE: (_line, "Shown as text: a date such as 2024-01-31."),
    Control.DATE_TIME: (_line, "Shown as text: a time such as 2024-01-31T13:45:00Z."),
    Control.KEY_VALUE: (_json, "Shown as text: a JSON list of objects."),
    Control.LIST: (_json, "Shown as text: a JSON list."),
}

KNOWN_TEXT_CONTROLS = frozenset({"text", "string", "plain-text"})


def make_editor(around: Surroundings, row: FieldState) -> FieldEditor:
    """The editor of a row, named `field.<path>`."""
    control = row.field.control
    if row.field.secret and control in (Control.TEXT, Control.TEXT_AREA):
        factory: Factory = _secret
    elif control in FALLBACKS:
        factory = FALLBACKS[control][0]
    else:
        factory = EDITORS.get(control, _line)
    editor = factory(around, row)
    editor.focus_widget.setObjectName(f"field.{row.path}")
    return editor


def note_of(row: FieldState) -> str:
    """What to say about a control that is shown as text for want of a better one; else empty."""
    fallback = FALLBACKS.get(row.field.control)
    if fallback is not None:
        return fallback[1].format(delimiter=row.field.delimiter)
    unknown = row.field.control is Control.TEXT and row.field.control_type not in KNOWN_TEXT_CONTROLS
    if unknown and row.field.control_type:
        return f"Unknown control_type “{row.field.control_type}”, shown as text."
    return ""
