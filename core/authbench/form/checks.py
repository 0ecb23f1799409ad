"""Whether a value fits its field: what must be there, and soft advice (SDK reference 2.3 and 2.5)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from authbench.definition import Control, Field
from authbench.definition.secrecy import looks_secret
from authbench.form.project import ROWS, rows_of

_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def is_filled(value: Any) -> bool:
    """Whether a value satisfies a required field: any non-empty text, even only blanks; a boolean;
    a list or hash with something in it."""
    if isinstance(value, str | list | dict):
        return len(value) > 0
    return value is not None


def required_message(field: Field) -> str:
    """What to say when a required field is empty."""
    other = field.toggle_field
    if other is not None and other.label != field.label:
        return f"Either '{field.label}' or '{other.label}' must be present"
    return f"'{field.label}' must be present"


def advice(field: Field, value: Any) -> str | None:
    """A soft warning about a text that probably is not what the field wants; None where it is fine."""
    if not isinstance(value, str) or value == "":
        return None
    text = value.strip()
    match field.control:
        case Control.INTEGER if not _INTEGER.fullmatch(text):
            return "This is not a whole number"
        case Control.NUMBER if not _NUMBER.fullmatch(text):
            return "This is not a number"
        case Control.URL if not re.match(r"https?://[^\s/]", text, re.IGNORECASE):
            return "A URL starts with https:// or http://"
        case Control.EMAIL if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            return "This is not an e-mail address"
        case Control.PHONE if not re.fullmatch(r"[+\d][\d\s()./-]*", text):
            return "This is not a phone number"
        case Control.DATE if not _is_date(text):
            return "Write the date as 2024-01-31"
        case Control.DATE_TIME if not _is_date_time(text):
            return "Write date and time as 2024-01-31T13:45:00Z"
        case Control.DATE_TIME if datetime.fromisoformat(text).tzinfo is None:
            return "No zone is given: end it with Z, or an offset such as +02:00"
        case Control.JSON if field.type == ROWS and rows_of(text) is None:
            return "This is no JSON list of rows"
        case Control.JSON:
            return _json_advice(text)
        case Control.SUBDOMAIN if trimmed_subdomain(field, text) is not None:
            return f"Only the part before {_suffix(field)} is asked for"
        case Control.SELECT | Control.MULTISELECT:
            return _choice_advice(field, value)
        case Control.CHECKBOX if text not in ("true", "false"):
            return f"'{text}' is neither Yes nor No"
    if not field.secret and looks_secret(value):
        return "This looks like a secret. It is kept as one, but the definition's field does not hide it"
    one_line = field.control is not Control.TEXT_AREA and not field.multiline
    if one_line and value != text:
        return _blanks_advice(value)
    return None


def _blanks_advice(value: str) -> str:
    """Where the blanks are that nobody sees."""
    before, after = value != value.lstrip(), value != value.rstrip()
    if not value.strip():
        return "There are only blanks here"
    where = "before and after" if before and after else "before" if before else "after"
    return f"There are blanks {where} the value"


def trimmed_subdomain(field: Field, text: str) -> str | None:
    """The part of a pasted URL or host in front of the field's fixed suffix; None where there is
    nothing to trim. It is offered, never done silently."""
    suffix = _suffix(field)
    if not suffix:
        return None
    host = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", "", text.strip()).split("/", 1)[0]
    if host.lower().endswith(suffix.lower()) and len(host) > len(suffix):
        return host[: -len(suffix)]
    return None


def _suffix(field: Field) -> str:
    suffix = field.url.strip()
    return suffix if not suffix or suffix.startswith(".") else f".{suffix}"


def _choice_advice(field: Field, value: str) -> str | None:
    if not field.choices:
        return None
    known = {choice.text for choice in field.choices}
    for part in value.split(field.delimiter) if field.multi_select else [value]:
        if part not in known:
            return f"'{part}' is not among the choices"
    return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return _is_date_time(text)
    return True


def _is_date_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _json_advice(text: str) -> str | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"This is not valid JSON: line {error.lineno}, column {error.colno}: {error.msg}"
    except (ValueError, RecursionError):
        return "This is not valid JSON"
    return None
