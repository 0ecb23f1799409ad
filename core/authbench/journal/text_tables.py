"""The files of texts that the program comes with, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def text_tables(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each TOML file of a folder of the resources by its name, in the order of the names. Raises ValueError
    for one that is no TOML."""
    import tomllib

    import authbench_resources

    for file in sorted(authbench_resources.root().joinpath(folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield file.name, tomllib.loads(file.read_text("utf-8"))
