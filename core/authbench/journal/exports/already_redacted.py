"""What is read from a file. What was redacted before it was written has chips, which are recognised, so that
nothing is masked twice; what was written with secrets stays marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable

from authbench.events import HttpExchange
from authbench.journal.chips import WITHHELD, Redacted, Span, apply, number_text
from authbench.journal.redaction import Redactor

_CHIP = re.compile(
    r"•{4} ((?:[^•,\n]{1,200} \+ )?)([^•,\n]{1,200}?)((?: [①-⑳㉑-㉟㊱-㊿]| \(\d{1,9}\))?), (\d{1,12}) chars?"
)
_NUMBERS = {number_text(number): number for number in range(1, 51)}


class AlreadyRedacted(Redactor):
    """For files of ours. Text with chips is shown with these, and with what is known by its value masked
    beside them; any other is redacted as usual, since who edited the file may have put something into it."""

    def overhear(self, exchange: HttpExchange) -> None:
        """Nothing: what stands in a secret's place is its chip, and its words are no secret."""

    def redact(self, text: str) -> Redacted:
        """Free text."""
        return self._as_shown(text, super().redact)

    def text(self, text: str) -> str:
        """Free text as text."""
        return self.redact(text).text

    def url(self, url: str) -> Redacted:
        """A URL."""
        return self._as_shown(url, super().url)

    def short_url(self, url: str) -> Redacted:
        """A URL without its scheme."""
        if "••••" in url:
            shown = self._as_shown(url.partition("://")[2] or url, super().short_url)
            return Redacted(shown.rendered(lambda chip: "•••"))
        return super().short_url(url)

    def header(self, name: str, value: str) -> Redacted:
        """A header's value."""
        return self._as_shown(value, lambda text: super(AlreadyRedacted, self).header(name, text))

    def named(self, name: str, value: str) -> Redacted:
        """A field's value."""
        return self._as_shown(value, lambda text: super(AlreadyRedacted, self).named(name, text))

    def json(self, text: str) -> Redacted:
        """JSON text."""
        return self._as_shown(text, super().json)

    def form(self, text: str) -> Redacted:
        """Form-encoded text."""
        return self._as_shown(text, super().form)

    def xml(self, text: str) -> Redacted:
        """XML text."""
        return self._as_shown(text, super().xml)

    def _as_shown(self, text: str, otherwise: Callable[[str], Redacted]) -> Redacted:
        chips = _chips(text)
        if not chips:
            return otherwise(text)
        try:
            known = self._numbered(text, self._values.find(text))
        except Exception:  # noqa: BLE001 - whatever went wrong, the text must not pass
            return Redacted(WITHHELD)
        beside = [
            one for one in known if not any(one.start < chip.end and chip.start < one.end for chip in chips)
        ]
        return apply(text, (*chips, *beside)) if beside else Redacted(text, chips)


class OnceRevealed(Redactor):
    """For files that say of themselves that their secrets are in them. What is recognised as one is masked;
    what is written of it bears the same mark, because others may be left."""


def _chips(text: str) -> tuple[Span, ...]:
    return tuple(
        Span(
            found.start(),
            found.end(),
            found[2],
            int(found[4]),
            _number(found[3].strip()),
            found[1].removesuffix(" + "),
        )
        for found in _CHIP.finditer(text)
    )


def _number(text: str) -> int:
    return _NUMBERS.get(text) or (int(text[1:-1]) if text else 0)
