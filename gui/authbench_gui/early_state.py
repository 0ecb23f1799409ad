"""What the window must know before it is shown, read without the vault, whose imports would hold up
the first paint. Everything else goes through `authbench.vault.UiState`, on a worker."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def early_home() -> Path:
    """The same folder as `authbench.vault.home_folder()` (a test holds the two together)."""
    chosen = os.environ.get("AUTHBENCH_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("authbench", appauthor=False)


def early_state(home: Path) -> dict[str, Any]:
    """What `UiState(home).load()` would give; empty where there is nothing or it is damaged."""
    try:
        state = json.loads((home / "window.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}
