"""How wide texts of a picture are, and the fonts that they are written in."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from authbench.journal.flow.geometry import Measure

_REMEMBERED = 20_000


def picture_font(base: QFont, size: float, weight: QFont.Weight) -> QFont:
    """`base` at a size and weight. Without hinting: at every zoom a text is as wide as it was measured."""
    font = QFont(base)
    font.setPixelSize(round(size))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def measure_with(base: QFont) -> Measure:
    """Measures texts written in `base`; remembers what it measured."""
    metrics: dict[tuple[float, bool], QFontMetricsF] = {}

    @lru_cache(_REMEMBERED)
    def measure(text: str, size: float, bold: bool) -> float:
        known = metrics.get((size, bold))
        if known is None:
            weight = QFont.Weight.DemiBold if bold else QFont.Weight.Normal
            known = metrics[size, bold] = QFontMetricsF(picture_font(base, size, weight))
        return known.horizontalAdvance(text)

    return measure
