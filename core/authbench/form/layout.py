"""From fields and typed values to rows, conditions' values and settings: one walk each, without state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from authbench.definition import Control, Field, control_for
from authbench.form.checks import advice, is_filled, required_message
from authbench.form.rows import FieldState
from authbench.form.values import default_value, to_form_value, to_setting

Keys = tuple[str | int, ...]
"""Where a value lies in the nested values."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the place of its value."""

    state: FieldState
    keys: Keys


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person did beside typing: rows in their second mode, rows to show problems at."""

    toggled: frozenset[str]
    touched: frozenset[str]
    all_touched: bool = False


def shown_field(field: Field, toggled: bool) -> Field:
    """The field that is entered: the toggle field in the second mode."""
    return field.toggle_field if toggled and field.toggle_field is not None else field


def starts_toggled(field: Field, inner: Field, values: Mapping[str, Any]) -> bool:
    """The second mode is chosen where the stored value cannot come from the first (2.9)."""
    if inner.name != field.name:
        return values.get(inner.name) not in (None, "") and values.get(field.name) in (None, "")
    value = values.get(field.name)
    if value in (None, "") or not field.choices:
        return False
    known = {choice.text for choice in field.choices}
    text = value if isinstance(value, str) else str(value)
    return not all(part in known for part in (text.split(field.delimiter) if field.multi_select else [text]))


def value_of(field: Field, values: Mapping[str, Any]) -> Any:
    """What the widget shows: the stored value, else the default."""
    if field.name in values:
        return to_form_value(field, values[field.name])
    return default_value(field)


def model_of(fields: Sequence[Field], values: Mapping[str, Any], toggled: frozenset[str]) -> dict[str, Any]:
    """The values that conditions see: everything typed, hidden or not, and defaults beneath. Where fields
    share a name and nothing is typed, the default of the first that is shown counts."""
    model: dict[str, Any] = dict(values)
    rivals: list[tuple[Field, str, Any]] = []
    for field in fields:
        shown = shown_field(field, field.name in toggled)
        value = _model_value(shown, values)
        if value is None and shown.name not in values:
            continue
        if shown.name in model and shown.name not in values:
            rivals.append((field, shown.name, value))
        else:
            model[shown.name] = value
    if rivals:
        _settle(fields, rivals, model)
    return model


def _settle(fields: Sequence[Field], rivals: list[tuple[Field, str, Any]], model: dict[str, Any]) -> None:
    """Give names that several defaults want that of the field which is shown."""
    holders = {field.name: field for field in reversed(fields)}
    for field, name, value in rivals:
        holder = holders.get(name)
        hidden = holder is not None and holder.condition is not None and not holder.condition.evaluate(model)
        if hidden and (field.condition is None or field.condition.evaluate(model)):
            model[name] = value
            holders[name] = field


def _model_value(field: Field, values: Mapping[str, Any]) -> Any:
    value = value_of(field, values)
    if field.control is Control.OBJECT:
        nested = model_of(field.properties, value or {}, frozenset())
        return nested or None
    if field.control in (Control.LIST, Control.KEY_VALUE) and field.properties and value is not None:
        return [model_of(field.properties, item, frozenset()) for item in value]
    return value


class Layout:
    """Walks the fields of one moment."""

    def __init__(self, fields: Sequence[Field], values: Mapping[str, Any], marks: Marks) -> None:
        self._fields = fields
        self._values = values
        self._marks = marks
        self.model = model_of(fields, values, marks.toggled)

    def rows(self) -> list[Row]:
        """Every row, hidden ones included, in the order of the form."""
        return list(self._walk(self._fields, self._values, "", (), 0, True, None, None))

    def settings(self) -> dict[str, Any]:
        """The values of visible fields as lambdas get them."""
        return self._settings(self._fields, self._values, "", None)

    def _walk(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        prefix: str,
        keys: Keys,
        depth: int,
        visible: bool,
        scope: Mapping[str, Any] | None,
        item: int | None,
    ) -> Iterator[Row]:
        for primary, path in _with_paths(fields, prefix):
            toggled = path in self._marks.toggled
            field = shown_field(primary, toggled)
            here = visible and self._is_visible(primary, scope)
            value = value_of(field, values)
            state = FieldState(
                path=path,
                field=field,
                primary=primary,
                value=value,
                visible=here,
                required=primary.required and here,
                label=field.label,
                problem=self._problem(primary, values, path) if here and depth == 0 else None,
                advice=advice(field, value),
                depth=depth,
                stored=field.name in values,
                toggled=toggled,
                allows_unset=not primary.required and field.default is None,
                item=item,
            )
            own = (*keys, field.name)
            yield Row(state, own)
            if field.control is Control.OBJECT:
                nested = value or {}
                yield from self._walk(field.properties, nested, f"{path}.", own, depth + 1, here, scope, item)
            elif field.control in (Control.LIST, Control.KEY_VALUE):
                yield from self._items(field, value or [], path, own, depth + 1, here)

    def _items(
        self, field: Field, items: list[Any], path: str, keys: Keys, depth: int, visible: bool
    ) -> Iterator[Row]:
        for index, item in enumerate(items):
            if field.properties:
                scope = model_of(field.properties, item, frozenset())
                yield from self._walk(
                    field.properties, item, f"{path}.{index}.", (*keys, index), depth, visible, scope, index
                )
                continue
            control = control_for(None, field.of)
            scalar = replace(
                field,
                type=field.of,
                # Hashes whose keys nobody names, and lists of lists, are text here.
                control=Control.TEXT if control in (Control.OBJECT, Control.LIST) else control,
                default=None,
                required=False,
                condition=None,
            )
            yield Row(
                FieldState(
                    path=f"{path}.{index}",
                    field=scalar,
                    primary=scalar,
                    value=item,
                    visible=visible,
                    required=False,
                    label=f"{field.item_label or field.label} {index + 1}",
                    advice=advice(scalar, item),
                    depth=depth,
                    stored=True,
                    item=index,
                ),
                (*keys, index),
            )

    def _is_visible(self, field: Field, scope: Mapping[str, Any] | None) -> bool:
        return field.condition is None or field.condition.evaluate(self.model, scope)

    def _problem(self, field: Field, values: Mapping[str, Any], path: str) -> str | None:
        if not field.required or not (self._marks.all_touched or path in self._marks.touched):
            return None
        return missing(field, values)

    def _settings(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        prefix: str,
        scope: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for primary, path in _with_paths(fields, prefix):
            if not self._is_visible(primary, scope):
                continue
            field = shown_field(primary, path in self._marks.toggled)
            value = value_of(field, values)
            if field.control is Control.OBJECT:
                setting: Any = self._settings(field.properties, value or {}, f"{path}.", scope)
            elif field.control in (Control.LIST, Control.KEY_VALUE):
                setting = self._item_settings(field, value or [], path)
            else:
                setting = to_setting(field, value)
            if is_filled(setting):
                settings[field.name] = setting
        return settings

    def _item_settings(self, field: Field, items: list[Any], path: str) -> list[Any]:
        if not field.properties:
            return [item for item in items if is_filled(item)]
        settings = []
        for index, item in enumerate(items):
            scope = model_of(field.properties, item, frozenset())
            settings.append(self._settings(field.properties, item, f"{path}.{index}.", scope))
        return [setting for setting in settings if setting]


def _with_paths(fields: Sequence[Field], prefix: str) -> Iterator[tuple[Field, str]]:
    """Fields with their paths; a name's second field is `name~2`, since both share one value."""
    counts: dict[str, int] = {}
    for field in fields:
        count = counts[field.name] = counts.get(field.name, 0) + 1
        yield field, f"{prefix}{field.name}" if count == 1 else f"{prefix}{field.name}~{count}"


def missing(field: Field, values: Mapping[str, Any]) -> str | None:
    """What to say where a required field has no value by either way of entry; None where it has one."""
    ways = [field] if field.toggle_field is None else [field, field.toggle_field]
    if any(is_filled(value_of(way, values)) for way in ways):
        return None
    return required_message(field)
