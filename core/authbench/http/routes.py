"""Routes: requests for this origin go to that one, without touching the definition.

The request stays the definition's (method, path, Host, signature, log); the target decides scheme,
address, TLS and certificate name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authbench.errors import AuthbenchError, Code
from authbench.http.address import Origin, parse_origin, parse_url
from authbench.http.errors import InvalidUrl


class InvalidRoute(AuthbenchError):
    """A route that is not `ORIGIN=ORIGIN`, names one origin twice, or leads to plain http elsewhere."""

    default_code = Code.USAGE


@dataclass(frozen=True, slots=True)
class Route:
    """Requests for `origin` are sent to `target`."""

    origin: Origin
    target: Origin

    def __str__(self) -> str:
        return f"{self.origin}={self.target}"


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of one connection."""

    routes: tuple[Route, ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Routes:
        """Read routes as the command line has them (`https://api.example.com=http://127.0.0.1:48011`).

        Raises `InvalidRoute`.
        """
        routes: list[Route] = []
        for text in texts:
            route = _parse_route(text)
            if any(earlier.origin == route.origin for earlier in routes):
                raise InvalidRoute(
                    f"Two routes lead away from {route.origin}.", hint="Keep one route for each origin."
                )
            routes.append(route)
        return cls(tuple(routes))

    def target_for(self, url: str) -> Origin | None:
        """Where a request for `url` is sent instead, or None. Raises `InvalidUrl`."""
        return self.target_of(parse_url(url).origin) if self.routes else None

    def target_of(self, origin: Origin) -> Origin | None:
        """Where requests for `origin` are sent instead, or None."""
        return next((route.target for route in self.routes if route.origin == origin), None)

    def browser_url(self, url: str) -> str:
        """`url` as the person's browser has to open it: a browser knows no routes, so it is given the
        target's address. Everything after the origin stays as it is."""
        target = self.target_for(url)
        if target is None:
            return url
        rest = url.strip(" ").split("://", 1)[1]
        end = min((rest.index(mark) for mark in "/?#" if mark in rest), default=len(rest))
        return str(target) + rest[end:]

    def __bool__(self) -> bool:
        return bool(self.routes)

    def __str__(self) -> str:
        return ", ".join(str(route) for route in self.routes)


def _parse_route(text: str) -> Route:
    left, equals, right = text.partition("=")
    if not equals:
        raise InvalidRoute(
            f"The route {text!r} has no '='.",
            hint="A route is ORIGIN=ORIGIN, for example https://api.example.com=http://127.0.0.1:8080",
        )
    try:
        origin, target = parse_origin(left.strip()), parse_origin(right.strip())
    except InvalidUrl as error:
        raise InvalidRoute(f"The route {text!r} is not usable: {error.message}", hint=error.hint) from error
    if target.scheme == "http" and not target.is_loopback:
        raise InvalidRoute(
            f"The route {text!r} leads to plain http on another machine.",
            hint="Plain http is accepted for loopback targets only; use https, or 127.0.0.1.",
        )
    return Route(origin, target)
