"""Who takes part in a run: which host is the authorization server, which the API."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from authbench.journal.flow.asking import GRANT_TOPICS
from authbench.journal.flow.carried import host_of
from authbench.journal.flow.picture import API, AUTHBENCH, AUTHORIZATION_SERVER, BROWSER, Lane, LaneKind
from authbench.journal.flow.questions import QUESTION_TOPICS
from authbench.journal.flow.sketching import Sketch
from authbench.journal.flow.wording import visible

_TITLES = {
    LaneKind.AUTHORIZATION_SERVER: "Authorization server",
    LaneKind.SERVER: "Authorization server and API",
    LaneKind.API: "API",
}
_ORDER = list(LaneKind)


@dataclass(slots=True)
class _Host:
    """A host, or several of one site that are the authorization server together."""

    key: str
    grants: bool = False
    serves: bool = False
    redirected: bool = False
    hosts: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> LaneKind:
        if self.grants:
            return LaneKind.SERVER if self.serves else LaneKind.AUTHORIZATION_SERVER
        return LaneKind.API if self.serves else LaneKind.HOST

    def lane(self) -> Lane:
        kind = self.kind
        ways = dict.fromkeys(self.hosts.values())
        routed = ", ".join(host_of(way) for way in ways if way)
        detail = ", ".join(map(host_of, self.hosts)) + (f" → {routed}" if routed else "")
        return Lane(self.key, _TITLES.get(kind) or visible(host_of(self.key)), kind, visible(detail))


class Lanes:
    """The lanes of a run, and which of them each origin is."""

    def __init__(
        self,
        sketches: Iterable[Sketch],
        *,
        browser: bool = False,
        grants: bool = False,
        calls: bool = False,
    ) -> None:
        """`browser`, `grants` and `calls` say that these are needed for what is still to come."""
        found = _hosts(sketches)
        self._lane_of = {origin: host.key for host in found for origin in host.hosts}
        lanes = [host.lane() for host in found]
        kinds = {lane.kind for lane in lanes}
        if grants and not kinds & {LaneKind.AUTHORIZATION_SERVER, LaneKind.SERVER}:
            lanes.append(_expected(AUTHORIZATION_SERVER, LaneKind.AUTHORIZATION_SERVER))
        if calls and not kinds & {LaneKind.API, LaneKind.SERVER}:
            lanes.append(_expected(API, LaneKind.API))
        if browser:
            lanes.append(Lane(BROWSER, "Your browser", LaneKind.BROWSER))
        lanes.append(Lane(AUTHBENCH, "Authbench", LaneKind.AUTHBENCH))
        self.all = tuple(sorted(lanes, key=lambda lane: _ORDER.index(lane.kind)))

    def of(self, origin: str) -> str:
        """The key of the lane that an origin is."""
        return self._lane_of[origin]

    def first(self, *kinds: LaneKind) -> str:
        """The key of the first lane of the first of these kinds that there is."""
        for kind in kinds:
            for lane in self.all:
                if lane.kind is kind:
                    return lane.key
        return AUTHBENCH


def _expected(key: str, kind: LaneKind) -> Lane:
    return Lane(key, _TITLES[kind], kind)


def _hosts(sketches: Iterable[Sketch]) -> list[_Host]:
    hosts: dict[str, _Host] = {}
    for one in sketches:
        if one.entry.browser and one.opening is None:
            continue
        host = hosts.setdefault(one.origin, _Host(one.origin))
        host.hosts[one.origin] = one.sent_to
        if one.entry.redirected_from is not None:
            host.redirected = True
        elif one.request.topics[0] in GRANT_TOPICS | QUESTION_TOPICS:
            host.grants = True
        else:
            host.serves = True
    joined: list[_Host] = []
    for host in hosts.values():
        same = next((other for other in joined if _together(host, other)), None)
        if same is None:
            joined.append(host)
        else:
            same.hosts |= host.hosts
    return joined


def _together(one: _Host, other: _Host) -> bool:
    kinds = {one.kind, other.kind}
    return kinds == {LaneKind.AUTHORIZATION_SERVER} and _site(one.key) == _site(other.key)


def _site(origin: str) -> str:
    """What hosts of one provider have in common: the last two labels of their names."""
    name = urlsplit(origin).hostname or origin
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return ".".join(name.split(".")[-2:])
    return origin
