"""Values on their way into the form (text, nested hashes, lists) and out of it (SDK reference 2.7, 2.13)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from authbench.definition import Control, Field, text_of
from authbench.form.checks import is_filled
from authbench.form.converters import convert


def to_form_value(field: Field, value: Any) -> Any:
    """A stored value, with the types of its settings file, as the field's widget holds it: text, a
    hash for a group, a list for a repeater."""
    if value is None:
        return None
    if field.control is Control.OBJECT:
        return dict(value) if isinstance(value, Mapping) else None
    if field.control in (Control.LIST, Control.KEY_VALUE):
        return [_item(field, item) for item in value] if isinstance(value, list) else None
    if isinstance(value, list) and field.control is Control.MULTISELECT:
        return field.delimiter.join(text_of(item) for item in value)
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, default=text_of)
    return text_of(value)


def default_value(field: Field) -> Any:
    """What the widget shows where nothing is stored; None for nothing. A default that is none of the
    choices selects nothing."""
    if field.control in (Control.OBJECT, Control.LIST, Control.KEY_VALUE):
        return to_form_value(field, field.default)
    if field.default is None:
        # A required box has two states only, and the one it shows is its value.
        return "false" if field.control is Control.CHECKBOX and field.required else None
    text = to_form_value(field, field.default)
    if field.choices:
        known = {choice.text for choice in field.choices}
        parts = text.split(field.delimiter) if field.multi_select else [text]
        if not all(part in known for part in parts):
            return None
    return text


def to_setting(field: Field, value: Any) -> Any:
    """A widget's value as lambdas get it; None where it is to be left out. Texts stay texts whatever
    the type, but for a converter that the author named; a choice that the author wrote as a number is that
    number."""
    if not is_filled(value):
        return None
    if field.convert_input is not None:
        return convert(field.convert_input, value)
    if field.control is Control.SELECT and isinstance(value, str):
        for choice in field.choices:
            if choice.text == value:
                return choice.value
    return value


def _item(field: Field, item: Any) -> Any:
    if field.properties:
        return dict(item) if isinstance(item, Mapping) else {}
    return text_of(item)
