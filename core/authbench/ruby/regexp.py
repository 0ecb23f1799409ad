"""Matching with Ruby's regular expressions: compiled once, bounded in time, without holding up other threads.

Positions are characters for text and bytes for binary strings (which are matched as Latin-1). A pattern runs
for `Limits.regexp_seconds` at most; then LimitExceeded.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from authbench.ruby.errors import LimitExceeded
from authbench.ruby.inspection import inspect_regexp
from authbench.ruby.limits import CHECK_EVERY
from authbench.ruby.regexp_errors import PatternError, ruby_message
from authbench.ruby.regexp_size import RECURSION, expanded_size
from authbench.ruby.regexp_translation import translate
from authbench.ruby.values import Raised, RMatch, RRegexp, RString, Symbol, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame

_UNLIMITED = 0.5
"""Seconds for a pattern where no interpreter is there to say."""

_ESCAPED = re.compile(r"[\[\]{}()|\-*.\\?+^$# \t\n\r\f\v]")
_ESCAPE_NAMES = {" ": "\\ ", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\v": "\\v"}
_LONG = 2_000
_AT_ONCE = 0.02
_RECURSIVE_SECONDS = 0.1
"""For a pattern that calls its own groups: its stack grows by hundreds of megabytes in a second."""
_LONGEST_SOURCE = 100_000
_LONGEST_SHOWN = 500
_LARGEST_EXPANDED = 1_000_000


def compiled(regexp: RRegexp) -> Any:
    """The compiled pattern. Raises RegexpError as Ruby words it, or UnsupportedSyntax."""
    if regexp.compiled is None:
        import regex

        try:
            if len(regexp.source) > _LONGEST_SOURCE:
                raise LimitExceeded(
                    f"This would make a regular expression of {len(regexp.source):,} characters; "
                    f"the limit is {_LONGEST_SOURCE:,}.",
                    location=regexp.location,
                )
            pattern, names = translate(regexp.source, regexp.options)
            if expanded_size(pattern) > _LARGEST_EXPANDED:
                raise LimitExceeded(
                    f"The repetitions in {_shown(regexp)} multiply to too large a pattern.",
                    location=regexp.location,
                )
            made = regex.compile(pattern, regex.V1)
        except PatternError as error:
            if error.unsupported:
                from authbench.ruby.errors import UnsupportedSyntax

                raise UnsupportedSyntax(
                    f"In regular expressions, {error.message} is not supported here.",
                    location=regexp.location,
                ) from None
            raise Raised.of("RegexpError", f"{error.message}: {_shown(regexp)}") from None
        except RecursionError:
            raise Raised.of("RegexpError", f"parse depth limit over: {_shown(regexp)}") from None
        except (regex.error, OverflowError) as error:
            raise Raised.of("RegexpError", f"{ruby_message(error)}: {_shown(regexp)}") from None
        regexp.compiled = (made, names, RECURSION.search(pattern) is not None)
    return regexp.compiled[0]


def group_names(regexp: RRegexp) -> dict[str, list[int]]:
    """The named groups and their numbers."""
    compiled(regexp)
    return regexp.compiled[1]  # type: ignore[no-any-return]


def search(
    regexp: RRegexp, text: str | bytes, start: int = 0, interp: Interpreter | None = None
) -> RMatch | None:
    """The first match at or after `start`."""
    return _run(regexp, "search", text, start, interp)


def match_at(
    regexp: RRegexp, text: str | bytes, start: int = 0, interp: Interpreter | None = None
) -> RMatch | None:
    """The match that begins exactly at `start`."""
    return _run(regexp, "match", text, start, interp)


def search_last(
    regexp: RRegexp, text: str | bytes, start: int, interp: Interpreter | None = None
) -> RMatch | None:
    """The match that begins nearest before or at `start` (String#rindex)."""
    for position in range(min(start, len(text)), -1, -1):
        found = match_at(regexp, text, position, interp)
        if found is not None:
            return found
    return None


def find_all(regexp: RRegexp, text: str | bytes, interp: Interpreter | None = None) -> Iterator[RMatch]:
    """Every match from left to right, as `gsub` and `scan` go: an empty match moves on by one."""
    position = 0
    subject = _subject(text)
    while position <= len(text):
        found = _run(regexp, "search", text, position, interp, subject)
        if found is None:
            return
        yield found
        position = found.end + 1 if found.end == found.start else found.end


def _subject(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("latin-1")


def _run(
    regexp: RRegexp,
    how: str,
    text: str | bytes,
    start: int,
    interp: Interpreter | None,
    subject: str | None = None,
) -> RMatch | None:
    pattern = compiled(regexp)
    if start > len(text) or start < 0:
        return None
    seconds = _UNLIMITED if interp is None else interp.limits.regexp_seconds
    began = time.monotonic()
    try:
        # Searching from a position keeps what lies before it visible to look-behind and `\b`, as Ruby does.
        found = _matched(getattr(pattern, how), subject or _subject(text), start, seconds, regexp.compiled[2])
    except TimeoutError:
        raise LimitExceeded(
            f"The regular expression {_shown(regexp)} took more than {seconds} seconds.",
            hint="Nested repetitions such as (a+)+ take very long on text that does not match.",
            location=regexp.location if interp is None else interp.location,
        ) from None
    if interp is not None:
        slow = time.monotonic() - began > _AT_ONCE
        searched = (len(text) if found is None else found.end()) - start
        # Many that are slow fit between two looks at the clock.
        interp.charge(CHECK_EVERY if slow else 1 + searched // _LONG)
    if found is None:
        return None
    spans = list(found.regs)
    groups: list[str | bytes | None] = [None if low < 0 else text[low:high] for low, high in spans]
    return RMatch(regexp, text, groups, spans, regexp.compiled[1])


def _shown(regexp: RRegexp) -> str:
    """The pattern as an error shows it."""
    shown = inspect_regexp(regexp)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _matched(match: Any, subject: str, start: int, seconds: float, recursive: bool) -> Any:
    """A match, in two goes where the text is short: most are over at once and need not let other threads run,
    which costs more than the match; one that takes long must not hold up the window."""
    if recursive:
        return match(subject, start, timeout=min(seconds, _RECURSIVE_SECONDS), concurrent=True)
    if len(subject) <= _LONG:
        try:
            return match(subject, start, timeout=_AT_ONCE, concurrent=False)
        except TimeoutError:
            pass
    return match(subject, start, timeout=seconds, concurrent=True)


def text_of(value: Value) -> str | bytes | None:
    """What of a value a regexp can match: a String's or Symbol's content, else None. Raises ArgumentError for
    text that is not valid in its encoding, as Ruby does."""
    if isinstance(value, RString):
        if not value.valid:
            raise Raised.of("ArgumentError", f"invalid byte sequence in {value.encoding}")
        return value.value
    return value.name if isinstance(value, Symbol) else None


def match_for_case(regexp: RRegexp, value: Value, interp: Interpreter) -> RMatch | None:
    """The match of `regexp === value`: anything but a String or Symbol does not match."""
    text = text_of(value)
    return None if text is None else search(regexp, text, 0, interp)


def match_operator(interp: Interpreter, a: Value, b: Value, frame: Frame | None) -> Value:
    """`a =~ b`: the place of the match or nil; sets `$~`."""
    swapped = isinstance(b, RRegexp) and not isinstance(a, RRegexp)
    if swapped:
        # `Object#=~` is nil for what is no text.
        a, b = b, a
    if not isinstance(a, RRegexp):
        if a is None:
            return None
        return interp.send(a, "=~", [b])
    text = text_of(b)
    if text is None and swapped:
        return None
    if text is None and b is not None:
        described = interp.describe(b)
        raise Raised.of("TypeError", f"no implicit conversion of {described} into String")
    found = None if text is None else search(a, text, 0, interp)
    if frame is not None:
        frame.matches.last_match = found
    return None if found is None else found.start


def escape(text: str) -> str:
    """Regexp.escape."""
    return _ESCAPED.sub(lambda found: _ESCAPE_NAMES.get(found.group(), f"\\{found.group()}"), text)
