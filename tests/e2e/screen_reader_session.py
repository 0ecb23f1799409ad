"""A person who knows the window only by the accessibility bus; run by the system's Python, which has pyatspi.

Fills in a form and submits it: first empty, then with a number that is none and a key that is refused, then
right. Everything is found by its role and its accessible name. Reads what to enter from standard input, and
prints one JSON document with what could be read at each stage.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi
from gi.repository.GLib import Error as BusError

TIMEOUT_S = 30.0
RETURN = 0xFF0D


def until(what: str, ready: Callable[[], Any]) -> Any:
    """What `ready` gives once it gives something."""
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        try:
            found = ready()
        except (BusError, LookupError, NotImplementedError, StopIteration):
            found = None  # it went away while it was looked at
        if found:
            return found
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.02)


def application() -> Any:
    desktop = pyatspi.Registry.getDesktop(0)
    return next((one for one in desktop if one is not None and one.name == "Authbench"), None)


def everything(inside: Any) -> Iterator[Any]:
    """All that is shown, in the order in which it is read."""
    if inside is None or not inside.getState().contains(pyatspi.STATE_SHOWING):
        return
    yield inside
    for index in range(inside.childCount):
        yield from everything(inside.getChildAtIndex(index))


def names_of(one: Any) -> list[str]:
    """Its name, and those of its labels: of a list of choices the name may be the choice."""
    labels = [
        relation.getTarget(index).name
        for relation in one.getRelationSet()
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY
        for index in range(relation.getNTargets())
    ]
    return [one.name, *labels]


class Window:
    def __init__(self) -> None:
        self.root = until("the window", application)

    def shown(self) -> Iterator[Any]:
        for index in range(self.root.childCount):
            yield from everything(self.root.getChildAtIndex(index))

    def named(self, role: str, *, begins: str = "") -> list[str]:
        """The names of everything in a role."""
        return [one.name for one in self.shown() if one.getRoleName() == role and one.name.startswith(begins)]

    def find(self, role: str, name: str, inside: Any = None) -> Any:
        return until(
            f"{role} {name}",
            lambda: next(
                one
                for one in (self.shown() if inside is None else everything(inside))
                if one.getRoleName() == role and name in names_of(one)
            ),
        )

    def press(self, role: str, name: str, action: str = "Press") -> None:
        actions = self.find(role, name).queryAction()
        names = [actions.getName(index) for index in range(actions.nActions)]
        actions.doAction(names.index(action))

    def write(self, role: str, name: str, text: str) -> None:
        self.find(role, name).queryEditableText().setTextContents(text)

    def go(self, role: str, name: str) -> None:
        """Give a control the focus."""
        self.find(role, name).queryComponent().grabFocus()
        until("the focus", lambda: "focused" in self.tell(role, name)["states"])

    def read(self, role: str, name: str) -> str:
        return str(self.find(role, name).queryText().getText(0, -1))

    def choose(self, name: str, choice: str) -> None:
        """Open a list of choices, mark one, and take it."""
        self.press("combo box", name)
        box = self.find("combo box", name)
        entries = until(
            "its list", lambda: next(one for one in everything(box) if one.getRoleName() == "list")
        )
        wanted = self.find("list item", choice, inside=entries)
        entries.querySelection().selectChild(wanted.getIndexInParent())
        until("the mark", lambda: wanted.getState().contains(pyatspi.STATE_SELECTED))
        hit(RETURN)
        until("the choice", lambda: choice in self.find("combo box", name).name)

    def tell(self, role: str, name: str) -> dict[str, Any]:
        one = self.find(role, name)
        states = [pyatspi.stateToString(state) for state in one.getState().getStates()]
        return {"role": one.getRoleName(), "name": one.name, "description": one.description, "states": states}

    def status(self) -> str:
        return next(iter(self.named("label", begins="Status: ")), "")

    def texts(self) -> list[str]:
        """Every text on the bus."""
        found: list[str] = []
        for one in self.shown():
            found += [one.name, one.description]
            if "Text" in pyatspi.listInterfaces(one):
                found.append(one.queryText().getText(0, -1))
        return found

    def outcome(self) -> dict[str, Any]:
        return {
            "status": self.status(),
            "steps": self.named("list item", begins="Step "),
            "tabs": self.named("page tab", begins="Left pane: "),
            "labels": self.named("label"),
            "texts": self.texts(),
        }


def hit(key: int) -> None:
    """A key, pressed by way of the bus."""
    pyatspi.Registry.generateKeyboardEvent(key, None, pyatspi.KEY_SYM)


def main() -> None:
    told: dict[str, str] = json.load(sys.stdin)
    window = Window()
    window.find("text", "Account, required")
    window.find("label", "Status: Not connected")
    seen: dict[str, Any] = {"names": [window.find("frame", "Authbench").name]}

    window.press("push button", "Connect")
    window.find("label", "'Account' must be present")
    until(
        "the focus",
        lambda: window.find("text", "Account, required").getState().contains(pyatspi.STATE_FOCUSED),
    )
    seen["empty"] = {
        "account": window.tell("text", "Account, required"),
        "key": window.tell("password text", "API key, required"),
        "region": window.tell("combo box", "Region, required"),
        **window.outcome(),
    }

    window.write("text", "Account, required", told["account"])
    window.write("password text", "API key, required", told["wrong_key"])
    window.press("push button", "Connect")
    until("the focus", lambda: "focused" in window.tell("combo box", "Region, required")["states"])
    seen["no_region"] = {"region": window.tell("combo box", "Region, required"), **window.outcome()}
    window.choose("Region, required", "America")
    window.choose("Archive", "Yes")
    for scope in ("Write", "Read"):
        window.go("text", "Scopes")
        window.write("text", "Scopes", scope)
        hit(RETURN)
        until("the scope", lambda scope=scope: scope in window.tell("text", "Scopes")["description"])
    seen["scopes"] = window.tell("text", "Scopes")
    window.press("push button", "Advanced, group, open")
    window.find("push button", "Advanced, group, folded")
    seen["folded"] = window.named("text")
    window.press("push button", "Advanced, group, folded")
    window.go("text", "Page size")
    window.write("text", "Page size", "many")
    window.go("text", "Scopes")
    window.find("label", "This is not a whole number")
    seen["number"] = window.tell("text", "Page size")

    window.write("text", "Page size", "50")
    until("no advice", lambda: not window.tell("text", "Page size")["description"])
    window.press("push button", "Connect")
    until("the refusal", lambda: any("Test request, failed" in name for name in window.named("list item")))
    window.find("panel", "Why it failed")
    seen["refused"] = window.outcome()

    window.write("password text", "API key, required", told["key"])
    seen["masked"] = window.read("password text", "API key, required")
    window.press("push button", "Connect")
    until("the connection", lambda: window.status().startswith("Status: Connected"))
    until("the log", lambda: "Log, 2 requests" in window.named("page tab"))
    seen["connected"] = window.outcome()
    window.press("page tab", "Left pane: Definition")
    until("the other tab", lambda: "selected" in window.tell("page tab", "Left pane: Definition")["states"])
    seen["definition"] = window.texts()
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
