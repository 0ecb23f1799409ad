"""What a failure card shows: redacted texts and the next steps as buttons."""

from __future__ import annotations

from dataclasses import dataclass

from authbench.errors import Location

LABELS = {
    "show_request": "Show request",
    "show_line": "Show line",
    "focus_field": "Go to the field",
    "connection_settings": "Connection settings…",
    "redirect_doctor": "Check redirect…",
    "reconnect": "Reconnect",
    "retry": "Try again",
    "copy_report": "Copy report (redacted)",
}
"""Every kind of action with the words on its button."""


@dataclass(frozen=True, slots=True)
class Action:
    """A next step as a button. `kind` is one of `show_request` (target: exchange id), `show_line`
    (target: `Location`), `focus_field` (target: names of settings, the first that exists),
    `connection_settings`, `redirect_doctor`, `reconnect`, `retry`, `copy_report`."""

    kind: str
    label: str
    target: int | Location | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CauseView:
    """One likely cause, what in the exchange speaks for it, and the button that leads on."""

    text: str
    evidence: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Redacted texts for the failure card. Code in them stands between backticks.

    `key` is the entry of the catalogue that was chosen, empty where none fits; `said` are the server's
    own words, name by name; `causes` come with the likeliest first; `place` says where the definition
    raised the failure; `evidence` are facts about the exchange that shows it; `actions` are all buttons,
    each once.
    """

    title: str
    causes: tuple[CauseView, ...] = ()
    evidence: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    place: str = ""
    key: str = ""
