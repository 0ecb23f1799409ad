"""Where the redirect of a connection arrives: its URL, and the addresses that are listened on."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from authbench.http import InvalidUrl, parse_url
from authbench.oauth.errors import InvalidRedirectSettings


@dataclass(frozen=True, slots=True)
class RedirectSettings:
    """The redirect URL of a connection. The default is the SDK tool's own, since that is what people
    have registered. Port 0 means a free one. `bind` names addresses to listen on, loopback by default:
    both families for `localhost`, which browsers resolve either way (RFC 8252, 7.3)."""

    host: str = "localhost"
    port: int = 45555
    path: str = "/oauth/callback"
    scheme: str = "http"
    bind: tuple[str, ...] = ()

    @property
    def uri(self) -> str:
        """The redirect URI as it is registered with the provider."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as the browser's `Host` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = 443 if self.scheme == "https" else 80
        return host if self.port == default else f"{host}:{self.port}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses to listen on."""
        if self.bind:
            return self.bind
        if self.host == "localhost":
            return ("127.0.0.1", "::1")
        try:
            return (str(ipaddress.ip_address(self.host)),)
        except ValueError:
            return ("127.0.0.1",)

    def with_port(self, port: int) -> RedirectSettings:
        """The same with another port."""
        return replace(self, port=port)

    @classmethod
    def parse(cls, url: str, *, bind: tuple[str, ...] = ()) -> RedirectSettings:
        """Read a redirect URL as a person gives it; a path that is left out is the default one.

        `http://localhost:0/…` asks for a free port. Raises `InvalidRedirectSettings`.
        """
        text = url.strip()
        # Port 0 is no port of a URL, but a request for a free one here.
        head, slashes, rest = text.partition("://")
        authority, slash, tail = rest.partition("/")
        free = authority.endswith(":0")
        if free:
            text = f"{head}{slashes}{authority.removesuffix(':0')}{slash}{tail}"
        try:
            address = parse_url(text)
        except InvalidUrl as error:
            raise InvalidRedirectSettings(
                f"The redirect URL is not usable: {error.message}", hint=error.hint
            ) from error
        if "?" in text or "#" in text or address.credentials is not None:
            raise InvalidRedirectSettings(
                "The redirect URL has a query, a fragment or credentials.",
                hint="A redirect URL is scheme, host, port and path: http://localhost:45555/oauth/callback",
            )
        origin = address.origin
        path = address.target if address.target != "/" or text.endswith("/") else cls().path
        settings = cls(origin.host, 0 if free else origin.port, path, origin.scheme, bind)
        for each in settings.addresses:
            try:
                ipaddress.ip_address(each)
            except ValueError as error:
                raise InvalidRedirectSettings(f"{each!r} is no IP address to listen on.") from error
        return settings
