"""Field lists of a definition, or of what its lambdas return, into `Field`s (SDK reference 2)."""

from __future__ import annotations

import re
from typing import Any

from authbench.definition.condition_check import read_condition
from authbench.definition.controls import (
    KNOWN_TYPES,
    Control,
    control_for,
    is_known_control_type,
    known_control_types,
    normalize_control_type,
)
from authbench.definition.findings import Findings, suggestion
from authbench.definition.model import Choice, Field, Help
from authbench.definition.problems import Severity
from authbench.definition.secrecy import looks_secret, name_is_secret
from authbench.definition.tree import Table, as_table, kind_of, tables
from authbench.definition.values import text_of
from authbench.encoding import labelize
from authbench.errors import Location

_ATTRIBUTES = (
    "name", "label", "hint", "help", "optional", "type", "of", "properties", "control_type", "default",
    "options", "pick_list", "pick_list_params", "delimiter", "tree_options", "url", "multiline", "sticky",
    "extends_schema", "schema_neutral", "change_on_blur", "ngIf", "toggle_hint", "toggle_field",
    "convert_input", "render_input", "convert_output", "parse_output", "group", "support_pills", "custom",
    "list_mode", "list_mode_toggle", "item_label", "add_item_label", "add_field_label",
    "empty_schema_message", "empty_list_title", "empty_list_text", "sample_data_type", "details", "parent",
    "broadcast_change_event", "exclude_fields", "runtime_optional", "preserve_in_runtime_connection",
)  # fmt: skip
_LABEL_KEYS = ("label", "title", "text", "name", "display_name")
_VALUE_KEYS = ("value", "id", "key", "name", "label")
_NO = frozenset({"false", "no", "0"})
MAX_FIELDS = 2_000
"""Fields of one list that are read; the largest published list has 47."""
MAX_NESTING = 8
"""Levels of `properties` that are read."""


def build_fields(
    value: Any, findings: Findings, *, path: str, location: Location | None = None, level: int = 0
) -> tuple[Field, ...]:
    """The fields of a list that stands at `location`. Entries that are no field are left out and
    recorded in `findings`."""
    fields: list[Field] = []
    names: dict[str, Field] = {}
    for index, entry in enumerate(tables(value)[:MAX_FIELDS]):
        entry_path = f"{path}[{index}]"
        if not isinstance(entry, dict):
            findings.add(
                Severity.ERROR,
                "wrong_type",
                f"{entry_path} must be a hash describing a field, not {kind_of(entry)}",
                location=location,
                path=entry_path,
            )
            continue
        field = _FieldBuilder(as_table(entry, entry_path), entry_path, findings, level).build()
        if field is None:
            continue
        other = names.setdefault(field.name, field)
        if other is not field and (field.condition is None or other.condition is None):
            findings.add(
                Severity.WARNING,
                "duplicate_field",
                f"The field '{field.name}' is defined twice; both share one value",
                location=field.location,
                path=entry_path,
                fix="Give each field a name of its own.",
            )
            if field.condition is None and other.condition is None:
                continue
        fields.append(field)
    return tuple(fields)


def build_choices(value: Any) -> tuple[Choice, ...]:
    """Choices in any of the shapes of 2.6: pairs, longer rows, hashes, scalars."""
    choices: list[Choice] = []
    if isinstance(value, dict):
        value = [[label, item] for label, item in value.items()]
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, list):
            if entry:
                label, item = entry[0], entry[1] if len(entry) > 1 else entry[0]
                choices.append(Choice(text_of(label), _choice_value(item)))
        elif isinstance(entry, dict):
            label = next((entry[key] for key in _LABEL_KEYS if key in entry), None)
            item = next((entry[key] for key in _VALUE_KEYS if key in entry), label)
            if label is not None or item is not None:
                choices.append(Choice(text_of(item if label is None else label), _choice_value(item)))
        elif entry is not None:
            choices.append(Choice(text_of(entry), _choice_value(entry)))
    return tuple(choices)


def _choice_value(value: Any) -> Any:
    """Numbers stay numbers; everything else is text, as the form sends it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return text_of(value)


class _FieldBuilder:
    """Builds one field of one hash."""

    def __init__(self, table: Table, path: str, findings: Findings, level: int) -> None:
        self._table = table
        self._path = path
        self._findings = findings
        self._level = level

    def build(self) -> Field | None:
        name = self._text("name").strip()
        if not name:
            self._findings.at(
                Severity.ERROR,
                "field_without_name",
                f"{self._path} has no 'name' and is left out",
                self._table,
                fix="Add name: '…', the key in the connection hash.",
            )
            return None
        self._check_attributes()
        value_type = self._type()
        choices = self._choices()
        control_type = self._control_type()
        control = control_for(control_type, value_type, has_choices=bool(choices))
        field = Field(
            name=name,
            label=self._text("label").strip() or labelize(name) or name,
            location=self._table.place("name"),
            hint=self._text("hint"),
            help=self._help(),
            required=self._required(),
            type=value_type,
            of=self._text("of") or "object",
            properties=self._properties() or (_PAIR if control is Control.KEY_VALUE else ()),
            control=control,
            control_type=control_type or control.value,
            default=self._default(),
            choices=choices,
            delimiter=self._text("delimiter") or ",",
            url=self._text("url"),
            multiline=self._flag("multiline"),
            extends_schema=self._flag("extends_schema"),
            change_on_blur=self._flag("change_on_blur"),
            condition=read_condition(self._table, self._findings),
            toggle_hint=self._text("toggle_hint"),
            toggle_field=self._toggle_field(),
            group=self._text("group"),
            secret=control is Control.PASSWORD or (_holds_text(control) and name_is_secret(name)),
            convert_input=self._text("convert_input") or None,
            item_label=self._text("item_label"),
            add_item_label=self._text("add_item_label") or self._text("add_field_label"),
            empty_list_title=self._text("empty_list_title"),
            empty_list_text=self._text("empty_list_text") or self._text("empty_schema_message"),
        )
        self._check(field)
        return field

    def _text(self, key: str) -> str:
        value = self._table.get(key)
        if value is None or value is False or isinstance(value, dict | list):
            return ""
        return text_of(value) if isinstance(value, str | int | float | bytes) else ""

    def _flag(self, key: str) -> bool:
        value = self._table.get(key)
        if isinstance(value, str):
            return bool(value) and value.strip().lower() not in _NO
        return value is not None and value is not False

    def _required(self) -> bool:
        """Required only where `optional` is there and says so (2.3)."""
        if "optional" not in self._table:
            return False
        value = self._table["optional"]
        if isinstance(value, str):
            return value.strip().lower() in _NO
        return value is None or value is False

    def _type(self) -> str:
        value = self._text("type").strip().lower()
        if value and value not in KNOWN_TYPES and value != "password":
            self._findings.at(
                Severity.INFO, "unknown_type", f"The type '{value}' counts as string", self._table, "type"
            )
            return "string"
        if self._table.get("properties") and not value and not self._text("control_type"):
            return "object"
        return value or "string"

    def _control_type(self) -> str | None:
        written = self._text("control_type")
        if not written:
            return "password" if self._text("type") == "password" else None
        control_type = normalize_control_type(written)
        if control_type == "tree":
            self._findings.at(
                Severity.WARNING,
                "tree_as_text",
                "Trees are not shown here; the value is typed as text",
                self._table,
                "control_type",
            )
        elif not is_known_control_type(control_type):
            close = suggestion(control_type, known_control_types())
            self._findings.at(
                Severity.WARNING,
                "unknown_control_type",
                f"The control type '{written}' is unknown and shown as text",
                self._table,
                "control_type",
                fix=f"Did you mean '{close}'?" if close else None,
            )
        return control_type

    def _default(self) -> Any:
        value = self._table.get("default")
        return None if isinstance(value, dict | list) and not value else value

    def _help(self) -> Help | None:
        value = self._table.get("help")
        if isinstance(value, str):
            return Help(text=value) if value.strip() else None
        if not isinstance(value, dict):
            return None
        url = text_of(value.get("learn_more_url")) or None
        return Help(
            title=text_of(value.get("title")),
            text=text_of(value.get("text")),
            url=url,
            url_text=text_of(value.get("learn_more_text")),
        )

    def _choices(self) -> tuple[Choice, ...]:
        key = "options" if self._table.get("options") is not None else "pick_list"
        value = self._table.get(key)
        if value is None:
            return ()
        if not isinstance(value, list | dict):
            self._findings.at(
                Severity.WARNING,
                "pick_list_name",
                f"'{key}' names a pick list, which connection fields cannot use; the value is typed as text",
                self._table,
                key,
                fix="Write the choices here: options: [['Label', 'value']].",
            )
            return ()
        return build_choices(value)

    def _properties(self) -> tuple[Field, ...]:
        value = self._table.get("properties")
        if not value or self._level >= MAX_NESTING:
            return ()
        return build_fields(
            value,
            self._findings,
            path=f"{self._path}.properties",
            location=self._table.place("properties"),
            level=self._level + 1,
        )

    def _toggle_field(self) -> Field | None:
        value = self._table.get("toggle_field")
        if value is None or self._level >= MAX_NESTING:
            return None
        path = f"{self._path}.toggle_field"
        if not isinstance(value, dict):
            self._findings.wrong_type(self._table, "toggle_field", "a hash describing a field")
            return None
        inner = as_table(value, path)
        if not inner.get("name") or not inner.get("type"):
            self._toggle_problem("toggle field not complete: it needs a name and a type")
            if not inner.get("name"):
                inner = Table([*inner.items(), ("name", self._table.get("name"))], path=path)
        if not self._text("toggle_hint"):
            self._toggle_problem("toggle_hint not present beside toggle_field")
        if inner.get("optional") and inner.get("optional") != self._table.get("optional"):
            self._toggle_problem("toggle field cannot change optional attribute")
        return _FieldBuilder(inner, path, self._findings, self._level + 1).build()

    def _toggle_problem(self, message: str) -> None:
        self._findings.at(Severity.WARNING, "toggle_rule", message, self._table, "toggle_field")

    def _check_attributes(self) -> None:
        for key in self._table:
            close = suggestion(key, _ATTRIBUTES) if key not in _ATTRIBUTES else None
            if close is not None and close not in self._table:
                self._findings.unknown_key(self._table, key, _ATTRIBUTES, Severity.WARNING)

    def _check(self, field: Field) -> None:
        if field.control is Control.MULTISELECT and not self._text("delimiter"):
            self._findings.at(
                Severity.WARNING,
                "delimiter_missing",
                f"The multiselect '{field.name}' has no delimiter; ',' is used",
                self._table,
                "control_type",
                fix="Add delimiter: ','.",
            )
        listed = self._table.get("options") is not None or self._table.get("pick_list") is not None
        if field.control in (Control.SELECT, Control.MULTISELECT) and not field.choices and not listed:
            self._findings.at(
                Severity.WARNING,
                "choices_missing",
                f"The {field.control} '{field.name}' has no choices",
                self._table,
                "control_type",
                fix="Add options: [['Label', 'value']].",
            )
        self._check_default(field)
        if isinstance(field.default, str) and (looks_secret(field.default) or _is_given_away(field)):
            self._findings.at(
                Severity.WARNING,
                "secret_in_definition",
                f"The default of '{field.name}' is a secret, which everybody with the definition can read",
                self._table,
                "default",
                fix="Leave the default out and enter the value in the form.",
            )
        if field.secret and field.control is not Control.PASSWORD:
            self._findings.at(
                Severity.WARNING,
                "secret_not_masked",
                f"'{field.name}' looks like a secret but is no password field; it is treated as secret here",
                self._table,
                "control_type" if "control_type" in self._table else "name",
                fix="Add control_type: 'password'.",
            )

    def _check_default(self, field: Field) -> None:
        if field.default is None or not field.choices:
            return
        default = text_of(field.default)
        wanted = default.split(field.delimiter) if field.control is Control.MULTISELECT else [default]
        known = {choice.text for choice in field.choices}
        missing = [value for value in wanted if value not in known]
        if missing and default:
            self._findings.at(
                Severity.WARNING,
                "default_not_choice",
                f"The default '{missing[0]}' of '{field.name}' is not among its choices; nothing is selected",
                self._table,
                "default",
                fix=f"Use one of: {', '.join(sorted(known))}.",
            )


_PAIR = (Field(name="key", label="Key"), Field(name="value", label="Value"))
"""The columns of a `key_value` that names none."""


_EXAMPLE = re.compile(
    r"[<{\[*]|x{3}|your|example|sample|change|demo|test|secret|password|token|key", re.IGNORECASE
)


def _is_given_away(field: Field) -> bool:
    """Whether a secret field comes filled with more than a placeholder."""
    default = field.default if isinstance(field.default, str) else ""
    return field.control is Control.PASSWORD and len(default) >= 8 and _EXAMPLE.search(default) is None


def _holds_text(control: Control) -> bool:
    return control in (Control.TEXT, Control.TEXT_AREA, Control.SUBDOMAIN, Control.URL, Control.JSON)
