"""What the window remembers between starts: sizes, splitters, the last connection."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from authbench.vault.files import read_file, set_aside, write_atomically
from authbench.vault.plain_json import from_json, to_json


class UiState:
    """A small JSON file under `home`. The last window to close wins."""

    def __init__(self, home: Path) -> None:
        self.path = home / "window.json"

    def load(self) -> dict[str, Any]:
        """What was saved; empty where nothing was, or where the file was damaged and set aside.
        Raises `StorageFailed` where it cannot be read."""
        content = read_file(self.path)
        if content is None:
            return {}
        try:
            return from_json(content.decode("utf-8"))
        except ValueError:
            set_aside(self.path)
            return {}

    def save(self, state: Mapping[str, Any]) -> None:
        """Replace what was saved. Raises `StorageFailed`."""
        write_atomically(self.path, to_json(state, indent=2).encode("ascii"))
