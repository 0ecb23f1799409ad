"""What the claims of a token mean, and which of them stay masked until a person asks."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authbench.connection.token_view.vocabulary import (
    ALGORITHMS,
    AUTHENTICATION_METHODS,
    CLAIMS,
    HEADER,
    PERSONAL,
    SESSION,
    TIMES,
)
from authbench.journal.secret_names import is_secret_name, is_secret_parameter

MAX_CLAIMS = 100
MAX_TEXT = 4_000
"""Characters shown of one claim."""
_ONE_LINE = 60
_YEAR_10000 = 253_402_300_800
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[A-Za-z]{2,}")

Redact = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim. Where `mask` says why it is hidden (`personal`, `secret`) there is no `text`, only its
    length in characters. `moment` is what a time claim means, in UTC; `quoted` is False where the text is
    JSON of something that is no text."""

    name: str
    text: str
    meaning: str
    mask: str = ""
    length: int = 0
    moment: datetime | None = None
    quoted: bool = True


def view_claims(members: Mapping[str, Any], redact: Redact, *, header: bool = False) -> tuple[ClaimView, ...]:
    """The claims (or header parameters) of a token in its own order, at most `MAX_CLAIMS`."""
    meanings = HEADER if header else CLAIMS
    return tuple(
        _view(str(name), members[name], members, meanings, redact) for name in list(members)[:MAX_CLAIMS]
    )


def claim_text(value: Any, limit: int | None = MAX_TEXT) -> str:
    """A claim as a person reads it: text as it is, all else as JSON, indented unless short. `limit` None: all
    of it."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = json.dumps(value, ensure_ascii=False)
            if len(text) > _ONE_LINE:
                text = json.dumps(value, ensure_ascii=False, indent=2)
        except (ValueError, RecursionError):
            text = "(nested too deeply to be shown)"
    if limit is None or len(text) <= limit:
        return text
    return f"{text[:limit]}… {len(text) - limit:,} more characters"


def moment_of_claim(value: Any) -> datetime | None:
    """A NumericDate (RFC 7519, 2): seconds since 1970, also as text. None where it is none, or beyond the
    year 9999."""
    number = number_of(value)
    return datetime.fromtimestamp(number, UTC) if number is not None and 0 < number < _YEAR_10000 else None


def number_of(value: Any) -> float | None:
    """A finite number, also written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def in_milliseconds(value: Any) -> bool:
    """Whether a time claim was given in milliseconds, as some servers do."""
    number = number_of(value)
    return number is not None and _YEAR_10000 <= number < _YEAR_10000 * 1000


def _view(
    name: str, value: Any, among: Mapping[str, Any], meanings: Mapping[str, str], redact: Redact
) -> ClaimView:
    text = claim_text(value)
    moment = moment_of_claim(value) if name in TIMES else None
    meaning = meanings.get(name, "") or _meaning_by_prefix(name)
    more = _meaning_of_value(name, value)
    shown_name = redact(name[:100])
    mask = "" if moment is not None else _mask(name, value, among, text, redact)
    return ClaimView(
        shown_name,
        "" if mask else text,
        f"{meaning} {more}".strip() if more else meaning,
        mask,
        len(claim_text(value, None)) if mask else len(text),
        moment,
        isinstance(value, str),
    )


def _mask(name: str, value: Any, among: Mapping[str, Any], text: str, redact: Redact) -> str:
    if isinstance(value, bool) or value is None or value == "":
        return ""
    if is_secret_name(name) or name in SESSION or is_secret_parameter(name, text) or redact(text) != text:
        return "secret"
    if name == "sub" and value in (among.get("client_id"), among.get("azp"), among.get("appid")):
        # A machine's own token: its subject is the client.
        return ""
    try:
        return "personal" if name in PERSONAL or _EMAIL.search(text) or _personal_inside(value) else ""
    except RecursionError:
        return "personal"


def _personal_inside(value: Any) -> bool:
    inner: Iterable[Any] = ()
    if isinstance(value, Mapping):
        if any(name in PERSONAL or name in SESSION or is_secret_name(str(name)) for name in value):
            return True
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    return any(_personal_inside(each) for each in inner)


def _meaning_by_prefix(name: str) -> str:
    if name.startswith("xms_"):
        return "For Microsoft's own services; an API other than theirs should not rely on it."
    if name.startswith(("http://", "https://")):
        return "A claim that the provider or your rules added, named by a URL so that it cannot clash."
    if name.startswith("cognito:"):
        return "Added by Amazon Cognito."
    return ""


def _meaning_of_value(name: str, value: Any) -> str:
    if name == "alg" and isinstance(value, str):
        return ALGORITHMS.get(value, "")
    if name == "amr":
        names = value if isinstance(value, list) else [value]
        known = [
            f"{each}: {AUTHENTICATION_METHODS[each]}"
            for each in names
            if isinstance(each, str) and each in AUTHENTICATION_METHODS
        ]
        return f"({'; '.join(known)})" if known else ""
    return ""
