"""Enumerable: what Array, Hash, Range, Set and Enumerator share."""

from authbench.ruby.methods.enumerable import (
    grouping,
    ordering,
    reducing,
    selecting,
    transforming,
    walking,
)
from authbench.ruby.methods.enumerable.table import ENUMERABLE

__all__ = ["ENUMERABLE", "grouping", "ordering", "reducing", "selecting", "transforming", "walking"]
