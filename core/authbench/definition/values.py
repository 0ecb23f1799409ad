"""Values of a definition as the form and the settings hold them: text (SDK reference 2.7 and 2.13)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any


def text_of(value: Any) -> str:
    """A scalar as the text that a widget would produce: `true`, `46.0`, `2024-01-31`.

    None is the empty text. Bytes are read as UTF-8 with replacement.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        from authbench.encoding import float_text

        return float_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        # Python refuses to write numbers of more than 4,300 digits in one go.
        return format(Decimal(value), "f")
    return str(value)
