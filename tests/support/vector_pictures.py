"""Vector pictures painted by programs of others, and compared."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

CELL = 8
"""Logical pixels, across and down, whose mean grey is compared."""
SCALE = 2
MOST_APART = 18
"""Of 255. The same picture by two programs is up to 11 apart; one without an arrow's line, nearly 30."""
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir>
<cachedir>{cache}</cachedir>
<match target="pattern"><edit name="hinting" mode="assign"><bool>false</bool></edit></match>
<match target="font">
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="rgba" mode="assign"><const>none</const></edit>
</match>
</fontconfig>
"""


def one_font(folder: Path) -> Path:
    """Settings for fontconfig (its `FONTCONFIG_FILE`) by which all programs write in DejaVu, unhinted."""
    path = folder / "fonts.conf"
    path.write_text(_FONTS.format(cache=folder / "cache"))
    return path


def painted_by_librsvg(svg: str, fonts: Path) -> bytes:
    """An SVG as a PNG of twice its size."""
    return run_program(["rsvg-convert", "-z", str(SCALE)], svg.encode(), fonts)


def run_program(command: list[str], content: bytes = b"", fonts: Path | None = None) -> bytes:
    """What a program makes of `content`. It has nothing to say on standard error."""
    settings = {**os.environ, **({"FONTCONFIG_FILE": str(fonts)} if fonts else {})}
    finished = subprocess.run(command, input=content, capture_output=True, env=settings, timeout=60)
    assert finished.returncode == 0, finished.stderr.decode()
    assert not finished.stderr, finished.stderr.decode()
    return finished.stdout


class Greys:
    """A picture as the mean greys of its cells."""

    def __init__(self, content: bytes, width: float, height: float) -> None:
        """`content` is an image file of a picture whose logical size is given."""
        image = QImage.fromData(content)
        assert not image.isNull()
        across, down = max(1, round(width / CELL)), max(1, round(height / CELL))
        image = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
            across,
            down,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.rows = [bytes(image.constScanLine(y))[:across] for y in range(down)]

    def apart(self, other: Greys) -> int:
        """By how much the cell differs that differs most; 255 for another size."""
        if [len(row) for row in self.rows] != [len(row) for row in other.rows]:
            return 255
        pairs = zip(self.rows, other.rows, strict=True)
        return max((abs(a - b) for one, two in pairs for a, b in zip(one, two, strict=True)), default=0)

    @property
    def plain(self) -> bool:
        """Whether nothing is to be seen."""
        return len({grey for row in self.rows for grey in row}) < 2
