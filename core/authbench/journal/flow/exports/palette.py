"""The colours of a picture, from the theme's tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from authbench.journal.flow.picture import MessageState


class Scheme(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb` by the roles of the theme; `alias` has text and ground of numbered chips."""

    roles: dict[str, str]
    alias: tuple[tuple[str, str], ...]

    def chip(self, number: int) -> tuple[str, str]:
        """Text and ground of a chip whose alias has `number`; neutral for 0."""
        if number <= 0:
            return self.roles["muted"], self.roles["code"]
        return self.alias[(number - 1) % len(self.alias)]

    def stroke(self, state: MessageState) -> str:
        """The colour of an arrow."""
        return self.roles[_STROKES[state]]

    def title(self, state: MessageState) -> str:
        """The colour of a title."""
        return self.roles[_TITLES.get(state, "text")]


_STROKES = {
    MessageState.DONE: "accent",
    MessageState.FAILED: "bad",
    MessageState.EXPECTED: "warn",
    MessageState.PENDING: "accent",
    MessageState.FUTURE: "muted",
}
_TITLES = {MessageState.FUTURE: "muted", MessageState.FAILED: "bad"}


@cache
def palette(scheme: Scheme) -> Palette:
    """The colours of `scheme`."""
    import tomllib

    import authbench_resources

    text = authbench_resources.root().joinpath("theme", "tokens.toml").read_text("utf-8")
    table = tomllib.loads(text)[scheme.value]
    roles = {role: color for role, color in table.items() if isinstance(color, str)}
    return Palette(roles, tuple((fore, ground) for fore, ground in table["alias"]))
