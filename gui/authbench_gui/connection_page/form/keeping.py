"""Where secrets are kept, as said under each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """The secret store's name, and whether what it keeps outlives the window."""

    name: str
    persistent: bool

    def caption(self) -> tuple[str, str]:
        """Icon and sentence for under a secret."""
        if self.persistent:
            return "lock", f"Kept in {self.name}"
        return "warning", "Kept in memory until you close Authbench"
