"""The folder where everything that is not secret is kept."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder() -> Path:
    """`AUTHBENCH_HOME` where set and not empty, else the platform's folder for configuration
    (`~/.config/authbench`, `%LOCALAPPDATA%\\authbench`, `~/Library/Application Support/authbench`).
    Not created here."""
    chosen = os.environ.get("AUTHBENCH_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("authbench", appauthor=False)
