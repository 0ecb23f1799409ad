"""Read-only code and wire data: a view that stays quick with large texts, and the colours in it."""
