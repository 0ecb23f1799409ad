"""How wide a text is in a usual sans-serif font, where there is no screen to ask."""

from __future__ import annotations

# Advance widths in thousandths of the size, as in Helvetica and the fonts made to its measure.
_NARROW = {**dict.fromkeys("ijl'|", 222), **dict.fromkeys("ftI.,:;/! ()[]-", 290), "r": 333, "·": 290}
_WIDE = {**dict.fromkeys("mM", 850), **dict.fromkeys("wW%@", 900), "…": 1000, "•": 360, "→": 1000}
_CAPITAL = 690
_USUAL = 556
_FOREIGN = 1000
_BOLD = 1.07
_SPARE = 1.16
"""Other fonts are somewhat wider."""


def text_width(text: str, size: float, bold: bool) -> float:
    """The width of `text` in pixels, rather too much than too little."""
    total = 0
    for character in text:
        known = _NARROW.get(character) or _WIDE.get(character)
        if known is not None:
            total += known
        elif ord(character) > 0x2FF:
            total += _FOREIGN
        else:
            total += _CAPITAL if character.isupper() else _USUAL
    return total * size / 1000 * _SPARE * (_BOLD if bold else 1.0)
