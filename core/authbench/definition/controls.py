"""Which widget a field asks for (SDK reference 2.4 and 2.5)."""

from __future__ import annotations

from enum import StrEnum


class Control(StrEnum):
    """The widgets of a connection form. Every `control_type` and `type` maps to one of them."""

    TEXT = "text"
    TEXT_AREA = "text-area"
    PASSWORD = "password"
    INTEGER = "integer"
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    SUBDOMAIN = "subdomain"
    SELECT = "select"
    MULTISELECT = "multiselect"
    CHECKBOX = "checkbox"
    DATE = "date"
    DATE_TIME = "date-time"
    KEY_VALUE = "key-value"
    JSON = "json"
    OBJECT = "object"
    LIST = "list"


_BY_CONTROL_TYPE: dict[str, Control] = {
    "text": Control.TEXT,
    "string": Control.TEXT,
    "plain-text": Control.TEXT,
    "text-area": Control.TEXT_AREA,
    "textarea": Control.TEXT_AREA,
    "plain-text-area": Control.TEXT_AREA,
    "password": Control.PASSWORD,
    "integer": Control.INTEGER,
    "number": Control.NUMBER,
    "url": Control.URL,
    "email": Control.EMAIL,
    "phone": Control.PHONE,
    "subdomain": Control.SUBDOMAIN,
    "select": Control.SELECT,
    "multiselect": Control.MULTISELECT,
    "multi-select": Control.MULTISELECT,
    "checkbox": Control.CHECKBOX,
    "boolean": Control.CHECKBOX,
    "date": Control.DATE,
    "date-time": Control.DATE_TIME,
    "datetime": Control.DATE_TIME,
    "timestamp": Control.DATE_TIME,
    "key-value": Control.KEY_VALUE,
    "schema-designer": Control.JSON,
    "form-schema-builder": Control.JSON,
    "static-list": Control.JSON,
    "json-input": Control.JSON,
}

_BY_TYPE: dict[str, Control] = {
    "integer": Control.INTEGER,
    "number": Control.NUMBER,
    "boolean": Control.CHECKBOX,
    "date": Control.DATE,
    "date_time": Control.DATE_TIME,
    "datetime": Control.DATE_TIME,
    "timestamp": Control.DATE_TIME,
}

KNOWN_TYPES = frozenset(_BY_TYPE) | {"string", "object", "array"}
"""Values of `type` that the SDK knows; any other counts as string."""


def normalize_control_type(text: str) -> str:
    """`text` in the spelling this part uses: hyphens, lower case, without `small-` or `medium-`."""
    name = text.strip().lower().replace("_", "-")
    for prefix in ("small-", "medium-"):
        name = name.removeprefix(prefix)
    return name


def known_control_types() -> tuple[str, ...]:
    """Every `control_type` with a widget of its own, sorted; for suggestions."""
    return tuple(sorted(_BY_CONTROL_TYPE))


def control_for(control_type: str | None, value_type: str, *, has_choices: bool = False) -> Control:
    """The widget for a normalized `control_type`, else the one that `type` implies.

    Groups and repeaters follow `type` alone, except that `key-value` has its table. A field that
    brings choices but names no control gets a combo box.
    """
    named = _BY_CONTROL_TYPE.get(control_type) if control_type else None
    if named is Control.KEY_VALUE:
        return named
    if value_type == "object":
        return Control.OBJECT
    if value_type == "array" and named not in (Control.MULTISELECT, Control.JSON):
        return Control.LIST
    if named is not None:
        return named
    if control_type:
        return Control.TEXT
    if has_choices:
        return Control.SELECT
    return _BY_TYPE.get(value_type, Control.TEXT)


def is_known_control_type(control_type: str) -> bool:
    """Whether a normalized `control_type` has a widget of its own."""
    return control_type in _BY_CONTROL_TYPE
