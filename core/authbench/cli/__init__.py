"""The command line: the same engine without a window."""

from authbench.cli.main import main

__all__ = ["main"]
