"""Definitions in Python: read without running them, run once they are trusted (SDK reference 10)."""
