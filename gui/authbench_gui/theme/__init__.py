"""How the window looks: colours by role, the style sheet made of them, icons, and small widgets."""

from authbench_gui.theme.theme import Scheme, Theme, Tokens

__all__ = ["Scheme", "Theme", "Tokens"]
