"""Fixtures of these tests."""

from support.sdk_fixtures import api, run

__all__ = ["api", "run"]
