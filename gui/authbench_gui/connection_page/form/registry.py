"""Which editor a field gets, by its control. A control without an editor of its own gets a text editor and a
visible note, never an error and never silence. Lists, which hold editors, are made by their block.

Most editors are imported when a form first has a field for them: the window opens sooner without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from authbench.definition import Control
from authbench.form import FieldState
from authbench.form.converters import is_built_in
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.editors import FieldEditor, LineEditor
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
    from authbench_gui.connection_page.form.area_editor import AreaEditor

    return AreaEditor(around.theme, row)


def _date(around: Surroundings, row: FieldState) -> FieldEditor:
    from authbench_gui.connection_page.form.date_editor import DateEditor

    return DateEditor(around.theme, row)


def _several(around: Surroundings, row: FieldState) -> FieldEditor:
    from authbench_gui.connection_page.form.multiselect_editor import MultiselectEditor

    return MultiselectEditor(around.theme, row)


def _secret(around: Surroundings, row: FieldState) -> FieldEditor:
    from authbench_gui.connection_page.form.secret_editor import SecretAreaEditor, SecretLineEditor

    if row.field.multiline or row.field.control is Control.TEXT_AREA:
        return SecretAreaEditor(around.theme, row, around.clipboard)
    return SecretLineEditor(around.theme, row, around.clipboard)


def _choice(around: Surroundings, row: FieldState) -> FieldEditor:
    from authbench_gui.connection_page.form.choice_editor import ChoiceEditor

    return ChoiceEditor(around.theme, row)


def _yes_no(around: Surroundings, row: FieldState) -> FieldEditor:
    from authbench_gui.connection_page.form.choice_editor import YesNoEditor

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
    Control.MULTISELECT: _several,
    Control.DATE: _date,
    Control.DATE_TIME: _date,
}

LISTS = (Control.LIST, Control.KEY_VALUE)
KNOWN_TEXT_CONTROLS = frozenset({"text", "string", "plain-text"})


def make_editor(around: Surroundings, row: FieldState) -> FieldEditor:
    """The editor of a row, named `field.<path>`."""
    control = row.field.control
    if row.field.secret and control in (Control.TEXT, Control.TEXT_AREA):
        factory: Factory = _secret
    else:
        factory = EDITORS.get(control, _line)
    editor = factory(around, row)
    editor.focus_widget.setObjectName(f"field.{row.path}")
    return editor


def note_of(row: FieldState) -> str:
    """What to say about a control that is shown as text for want of a better one, or about a converter
    that is not applied; else empty."""
    if row.field.control_type == "tree":
        return "Trees are not shown here: type the value."
    unknown = row.field.control is Control.TEXT and row.field.control_type not in KNOWN_TEXT_CONTROLS
    if unknown and row.field.control_type:
        return f"Unknown control_type “{row.field.control_type}”, shown as text."
    converter = row.field.convert_input
    if converter is not None and not is_built_in(converter):
        return f"convert_input “{converter}” is not applied here: the value is sent as typed."
    return ""
