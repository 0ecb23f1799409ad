"""The table of deviations."""

from __future__ import annotations

import re

from authbench.definition.deviations import DEVIATIONS


def test_every_deviation_has_an_id_a_section_and_a_sentence() -> None:
    assert len(DEVIATIONS) > 30
    for identifier, deviation in DEVIATIONS.items():
        assert deviation.id == identifier
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identifier)
        assert re.fullmatch(r"\d(\.\d+)?", deviation.section)
        assert deviation.summary.endswith(".")
