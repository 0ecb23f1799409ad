"""The circumstances of an exchange as texts: why it was sent, and how it travelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from authbench.errors import Location
from authbench_gui.activity.texts import Text, TextMaker
from authbench_gui.theme.theme import Role

if TYPE_CHECKING:
    from authbench.events import Certificate, RenewalTriggered
    from authbench.journal import ExchangeView
    from authbench.journal.story import HopView, StoryView

_SOON_DAYS = 30


class _Table(TextMaker):
    """Rows of a name and what is said of it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def row(self, name: str, text: str = "", role: Role | None = None) -> None:
        """Begin a row; nothing where there is nothing to say and nothing follows."""
        self.add("\n" if self.length else "")
        self.tinted(name.ljust(self.width), "muted")
        self.add("  ")
        if role is not None:
            self.tinted(text, role)
        else:
            self.add(text)

    def heading(self, text: str) -> None:
        """A line above rows that belong together."""
        self.add("\n\n" if self.length else "")
        self.tinted(text, "code_key")


def why_text(view: ExchangeView, story: StoryView, *, places: bool = True) -> Text:
    """Why an exchange was sent. Links lead to `places` in the definition (a `Location`) and to other
    exchanges (their number)."""
    text = _why(view, story)
    if places:
        return text
    return replace(text, links=tuple(link for link in text.links if not isinstance(link.target, Location)))


def _why(view: ExchangeView, story: StoryView) -> Text:
    table = _Table(8)
    row = view.row
    if row.step:
        table.row("Step", row.step)
    if row.cause:
        table.row("Cause", row.cause)
    place = view.location
    if place is not None:
        table.row("Made by", place.path or "the definition")
        if place.line is not None:
            table.add(", ")
            table.linked(f"line {place.line}", place)
    if story.renewal is not None:
        table.row("Rule")
        _add_rule(table, story.renewal, row.id)
    for renewal in story.asked:
        table.row("Answer")
        _add_rule(table, renewal, row.id)
    if story.changed:
        table.heading("Settings that this run changed")
        table.add("\n", ", ".join(story.changed))
    if story.chain:
        table.heading("Redirects")
        for hop in story.chain:
            _add_hop(table, hop, row.id)
    for number, note in enumerate(view.notes):
        if number == 0:
            table.heading("Notes")
        table.add("\n", note)
    return table.text()


def _add_rule(table: _Table, renewal: RenewalTriggered, current: int) -> None:
    pattern = f" {renewal.pattern}" if renewal.pattern else ""
    table.add(f"{renewal.rule}{pattern}")
    if renewal.location is not None and renewal.location.line is not None:
        table.add(", ")
        table.linked(f"line {renewal.location.line}", renewal.location)
    table.row("", f"matched the {renewal.matched} of ")
    if renewal.exchange_id is None or renewal.exchange_id == current:
        table.add("this answer" if renewal.exchange_id == current else "the answer")
    else:
        table.linked(f"#{renewal.exchange_id}", renewal.exchange_id)


def _add_hop(table: _Table, hop: HopView, current: int) -> None:
    table.add("\n")
    if hop.id == current:
        table.add(f"#{hop.id}")
    else:
        table.linked(f"#{hop.id}", hop.id)
    table.add(f"  {hop.method} ")
    roles: dict[str, Role] = {"ok": "ok", "redirect": "accent_text", "error": "bad", "expected": "warn"}
    table.tinted(hop.status, roles.get(hop.status_class, "muted"))
    table.add("  ", hop.url)
    lost = [f"without {', '.join(hop.dropped)}"] if hop.dropped else []
    if hop.method_changed:
        lost.append(f"turned into {hop.method}")
    if lost:
        table.add("\n    ")
        table.tinted("; ".join(lost), "warn")


def connection_text(view: ExchangeView, now: datetime) -> Text | None:
    """How an exchange travelled, its certificates judged by the time `now`; None where nothing is known."""
    tls, way = view.tls, view.transport
    table = _Table(11)
    rows = (
        ("Address", way.address),
        ("Resolved", ", ".join(way.resolved)),
        ("Proxy", way.proxy),
        ("Sent to", view.sent_to),
        ("Connection", "kept from an earlier request" if way.reused else ""),
        ("TLS", tls.version if tls is not None else ""),
        ("Cipher", tls.cipher if tls is not None else ""),
        ("Server name", tls.server_name if tls is not None else ""),
    )
    for name, text in rows:
        if text:
            table.row(name, text)
    for number, certificate in enumerate(tls.chain if tls is not None else ()):
        _add_certificate(table, certificate, number, now)
    return table.text() if table.length else None


def _add_certificate(table: _Table, certificate: Certificate, number: int, now: datetime) -> None:
    table.heading("Certificate of the server" if number == 0 else f"Issuer {number}")
    table.row("Subject", certificate.subject)
    table.row("Issuer", certificate.issuer)
    if certificate.names:
        table.row("Names", _wrapped(certificate.names, table))
    table.row("Valid", f"{_day(certificate.not_before)} to {_day(certificate.not_after)}")
    table.row("")
    text, role = validity(certificate, now)
    if role is not None:
        table.tinted(text, role)
    else:
        table.add(text)
    table.row("Serial", certificate.serial)
    half = len(certificate.fingerprint) // 2
    table.row("SHA-256", certificate.fingerprint[:half])
    table.row("", certificate.fingerprint[half:])


def _wrapped(names: Iterable[str], table: _Table) -> str:
    """One name a line, below each other."""
    return ("\n" + " " * (table.width + 2)).join(names)


def validity(certificate: Certificate, now: datetime) -> tuple[str, Role | None]:
    """Whether a certificate is valid at a time, in words and in a colour where it matters."""
    if now < certificate.not_before:
        return f"not valid for another {_days((certificate.not_before - now).days)}", "bad"
    left = certificate.not_after - now
    if left.total_seconds() < 0:
        return f"expired {_days((-left).days)} ago", "bad"
    return f"expires in {_days(left.days)}", "warn" if left.days < _SOON_DAYS else None


def _days(count: int) -> str:
    return "less than a day" if count == 0 else "1 day" if count == 1 else f"{count:,} days"


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
