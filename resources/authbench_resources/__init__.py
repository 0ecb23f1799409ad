"""Data that Authbench ships: sample definitions, pages, icons, theme tokens, explanation texts."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def root() -> Traversable:
    """The folder of the shipped data, wherever the package is installed (wheel, editable or frozen)."""
    return files(__name__)
