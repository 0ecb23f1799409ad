"""Array."""

from authbench.ruby.methods.array import (
    access,
    algebra,
    changes,
    combining,
    extensions,
    filters,
    in_place,
    joining,
)
from authbench.ruby.methods.array.table import ARRAY

__all__ = [
    "ARRAY",
    "access",
    "algebra",
    "changes",
    "combining",
    "extensions",
    "filters",
    "in_place",
    "joining",
]
