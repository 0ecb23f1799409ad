"""From tree-sitter's tree to ours. Only what is needed is converted: a definition's lambdas on first call."""

from __future__ import annotations

from authbench.ruby.conversion.converter import Converter

__all__ = ["Converter"]
