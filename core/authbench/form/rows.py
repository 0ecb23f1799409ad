"""The rows of a form as frozen data: what a window or a table shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authbench.definition import Choice, Control, Field
from authbench.form.checks import trimmed_subdomain


@dataclass(frozen=True, slots=True)
class FieldState:
    """One row. `path` names it for `Form.set`: `name`, `group.name`, `list.0.name`; `name~2` is a
    second field of the same name.

    `field` is what to show now: with `toggled` it is the toggle field of `primary`. `value` is what
    the widget shows (text, or a list's items; None for untouched), the default included; `stored`
    says that a person or a profile gave it. `problem` blocks Connect and is set once the row was
    touched or validated; `advice` is a soft warning. `allows_unset` asks for an empty entry or a
    third state. `label` is the field's, but the item's number in lists of plain values.
    """

    path: str
    field: Field
    primary: Field
    value: Any
    visible: bool
    required: bool
    label: str
    problem: str | None = None
    advice: str | None = None
    depth: int = 0
    stored: bool = False
    toggled: bool = False
    allows_unset: bool = True
    item: int | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices to offer, with a stored value that is none of them kept at the end."""
        known = self.field.choices
        if not isinstance(self.value, str) or not self.value or self.field.multi_select or not known:
            return known
        if any(choice.text == self.value for choice in known):
            return known
        return (*known, Choice(self.value, self.value))

    @property
    def suggestion(self) -> str | None:
        """A pasted address cut to the part that a subdomain field asks for: offer it, never apply it
        unasked (2.5)."""
        if self.field.control is not Control.SUBDOMAIN or not isinstance(self.value, str):
            return None
        return trimmed_subdomain(self.field, self.value)

    @property
    def toggle_label(self) -> str:
        """What the link that swaps the two ways of entry says; empty where there is no other way."""
        other = self.primary.toggle_field
        if other is None:
            return ""
        if self.toggled:
            return self.primary.toggle_hint or self.primary.label
        return other.toggle_hint or other.label


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something that keeps the form from being used. `name` is the top-level field's."""

    path: str
    name: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class FormChange:
    """What a change did. `paths` are rows whose visibility, value, choices or messages changed,
    `added` and `removed` rows that came and went. `needs_refresh` asks for `Form.refresh_dynamic`,
    with `on_blur` only once the focus has left the field; `chosen` says that nothing more is typed there."""

    paths: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    needs_refresh: bool = False
    on_blur: bool = False
    chosen: bool = False

    def then(self, later: FormChange) -> FormChange:
        """Both changes as one: which rows changed, came and went."""
        return FormChange(
            paths=tuple(dict.fromkeys((*self.paths, *later.paths))),
            added=_still(self.added, later.added, later.removed),
            removed=_still(self.removed, later.removed, later.added),
        )


def _still(earlier: tuple[str, ...], later: tuple[str, ...], undone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in dict.fromkeys((*earlier, *later)) if path not in undone)
