"""What a rule that did not fire would need, and the line to write (SDK reference 3.5, 4.5)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from authbench.connection.lab.verdict import Missing
from authbench.definition.signals import describe_signal, signal_matches

if TYPE_CHECKING:
    from authbench.connection.lab.answers import Seen
    from authbench.definition import Authorization
    from authbench.definition.signals import Signal
    from authbench.errors import Location


def missing_rule(authorization: Authorization, answer: Seen | None, *, detected: bool) -> Missing | None:
    """What would have made the definition renew at `answer`. `detected`: detect_on found the error, and
    refresh_on let it pass. None where there was no answer to look at."""
    if answer is None or answer.status is None:
        return None
    said = f"{answer.status} with `{answer.excerpt}`" if answer.excerpt else str(answer.status)
    opening = f"The answer was {said}."
    if answer.status < 400:
        return _behind_success(authorization, answer, opening, detected=detected)
    return _for_status(authorization, answer, opening)


def _for_status(authorization: Authorization, answer: Seen, opening: str) -> Missing:
    assert answer.status is not None
    place = _place(authorization, "refresh_on")
    if _is_there(authorization, answer):
        return Missing(
            f"{opening} refresh_on matches it, but this request is none that is sent again: it went without"
            " apply, or the definition dealt with the refusal itself.",
            (),
            place,
        )
    present = _listed(authorization.refresh_on)
    options: list[str | int] = [answer.status, *([f"/{answer.code}/"] if answer.code else [])]
    # A status that means many things is the wider net: the code in the body is the better rule.
    chosen = options[-1] if answer.status != 401 else options[0]
    either = " or ".join(str(option) for option in options)
    sentence = f"{opening} refresh_on matches {present} only. Add {either} to refresh_on."
    return Missing(sentence, (_line("refresh_on", authorization, chosen),), place)


def _is_there(authorization: Authorization, answer: Seen) -> bool:
    signals = authorization.refresh_on
    if not signals:
        return True
    return any(signal_matches(signal, answer.title, answer.status, answer.excerpt) for signal in signals)


def _behind_success(authorization: Authorization, answer: Seen, opening: str, *, detected: bool) -> Missing:
    place = _place(authorization, "refresh_on" if detected else "detect_on")
    if not answer.code:
        return Missing(
            f"{opening} Only detect_on looks into an answer of a successful status, and no code stands out in"
            " this one. Give detect_on, and refresh_on if there is one, a pattern that is in the body of such"
            " an error and in no other answer.",
            (),
            place,
        )
    pattern = f"/{answer.code}/"
    if detected:
        sentence = (
            f"{opening} detect_on found it, but refresh_on matches {_listed(authorization.refresh_on)} only,"
            f" and a number never matches here. Add {pattern} to refresh_on."
        )
        return Missing(sentence, (_line("refresh_on", authorization, pattern),), place)
    found = _listed(authorization.detect_on)
    looks = f"detect_on matches {found} only" if authorization.detect_on else "there is no detect_on"
    sentence = (
        f"{opening} Only detect_on looks into an answer of a successful status, and {looks}."
        f" Add {pattern} to detect_on"
    )
    lines = [_line("detect_on", authorization, pattern)]
    if authorization.refresh_on:
        sentence += " and to refresh_on, which must match as well"
        lines.append(_line("refresh_on", authorization, pattern))
    return Missing(f"{sentence}.", tuple(lines), place)


def _listed(signals: tuple[Signal, ...]) -> str:
    return " and ".join(describe_signal(signal) for signal in signals) or "nothing"


def _line(name: str, authorization: Authorization, added: str | int) -> str:
    """The member as it would be with one more entry, in the definition's language."""
    signals = authorization.refresh_on if name == "refresh_on" else authorization.detect_on
    entries = [*(describe_signal(signal) for signal in signals), str(added)]
    if not _is_python(authorization):
        return f"{name}: [{', '.join(entries)}],"
    return f'"{name}": [{", ".join(_in_python(entry) for entry in entries)}],'


def _in_python(entry: str) -> str:
    if not entry.startswith("/"):
        return entry
    pattern, _, flags = entry[1:].rpartition("/")
    named = "".join(f", re.{flag.upper()}" for flag in flags[:1])
    quoted = f'"{pattern}"' if '"' not in pattern and "\\" not in pattern else f"r'{pattern}'"
    return f"re.compile({quoted if quoted.count(chr(39)) in (0, 2) else json.dumps(pattern)}{named})"


def _is_python(authorization: Authorization) -> bool:
    return authorization.location is not None and authorization.location.file.endswith(".py")


def _place(authorization: Authorization, name: str) -> Location | None:
    return authorization.locations.get(name) or authorization.location
